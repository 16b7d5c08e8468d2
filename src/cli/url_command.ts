// `umbra url encode` and `umbra url decode`: from a configuration to links, and back.

import { linkedConfig } from "../config/share_link_json.ts";
import { EXIT } from "./exit_code.ts";
import { importedServers } from "./imported_servers.ts";
import type { CommandLine } from "./parse_flags.ts";
import { linkOf, serversOfFile } from "./shared_servers.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

export async function runUrl(line: CommandLine, terminal: Terminal): Promise<number> {
  const [action, word] = line.rest;
  if (action === "encode" && word === undefined) {
    const servers = await serversOfFile(line, terminal);
    for (const server of servers) terminal.print(linkOf(server, line));
    return EXIT.success;
  }
  if (action !== "decode") {
    throw new UsageError(
      "umbra url has to know what to do",
      "umbra url encode -c config.json, or umbra url decode - with the link on standard input",
    );
  }
  const servers = await importedServers(word ?? "-", terminal);
  terminal.print(JSON.stringify(linkedConfig(servers), null, 2));
  return EXIT.success;
}
