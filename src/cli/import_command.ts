// `umbra import`: what somebody has sent, as a configuration.

import { linkedConfig } from "../config/share_link_json.ts";
import { EXIT } from "./exit_code.ts";
import { importedServers } from "./imported_servers.ts";
import { writeNewFile } from "./new_file.ts";
import { type CommandLine, valueOf } from "./parse_flags.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

export async function runImport(line: CommandLine, terminal: Terminal): Promise<number> {
  const [word] = line.rest;
  if (word === undefined) {
    throw new UsageError(
      "umbra import has to know what to read",
      "a file, a link, an https:// or ssconf:// address, or - for standard input",
    );
  }
  const servers = await importedServers(word, terminal);
  const text = JSON.stringify(linkedConfig(servers), null, 2);
  const path = valueOf(line, "output");
  if (path === undefined) {
    terminal.print(text);
    return EXIT.success;
  }
  await writeNewFile(path, new TextEncoder().encode(`${text}\n`), line);
  terminal.note(`${path} has ${servers.length === 1 ? "1 server" : `${servers.length} servers`}`);
  terminal.note(`try: umbra local -c ${path}`);
  return EXIT.success;
}
