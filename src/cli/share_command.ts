// `umbra share`: a server's link, and a picture of it that a phone reads.

import type { LinkedServer } from "../config/share_link.ts";
import { EXIT } from "./exit_code.ts";
import { importedServers } from "./imported_servers.ts";
import { writeNewFile } from "./new_file.ts";
import { type CommandLine, valueOf } from "./parse_flags.ts";
import { type QrCode, qrCode, qrLines, qrPng, qrSvg } from "./qr_code.ts";
import { linkOf, serversOfFile } from "./shared_servers.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

export async function runShare(line: CommandLine, terminal: Terminal): Promise<number> {
  const [word] = line.rest;
  const all = word === undefined
    ? await serversOfFile(line, terminal)
    : await importedServers(word, terminal);
  const servers = chosen(all, line);
  terminal.warning({
    message: "whoever has the link or the picture can use the server: it holds the password",
    hint: "show it to nobody else, and do not leave it in a chat",
    where: undefined,
  });
  for (const server of servers) await share(server, line, terminal);
  return EXIT.success;
}

function chosen(servers: readonly LinkedServer[], line: CommandLine): readonly LinkedServer[] {
  const name = valueOf(line, "name");
  const found = name === undefined ? servers : servers.filter(({ tag }) => tag === name);
  const names = servers.map(({ tag }) => tag).filter((tag) => tag !== "").join(", ");
  const hint = names === "" ? "give the servers names" : `the names are ${names}`;
  if (found.length === 0) throw new UsageError(`--name names no server`, hint);
  const isPicture = (valueOf(line, "svg") ?? valueOf(line, "png")) !== undefined;
  if (!isPicture || found.length === 1) return found;
  throw new UsageError(`a picture is of one server, not of ${found.length}: --name NAME`, hint);
}

async function share(server: LinkedServer, line: CommandLine, terminal: Terminal): Promise<void> {
  const link = linkOf(server, line);
  const code = qrCode(link);
  if (code === undefined) {
    throw new UsageError("the link is too long for a picture", "umbra url encode prints it alone");
  }
  if (!await writePictures(code, line)) {
    const hasColour = terminal.hasColour && Deno.stdout.isTerminal();
    for (const row of qrLines(code, { hasColour })) terminal.print(row);
  }
  terminal.print(link);
}

/** Whether any was asked for. */
async function writePictures(code: QrCode, line: CommandLine): Promise<boolean> {
  const [svg, png] = [valueOf(line, "svg"), valueOf(line, "png")];
  if (svg !== undefined) await writeNewFile(svg, new TextEncoder().encode(qrSvg(code)), line);
  if (png !== undefined) await writeNewFile(png, await qrPng(code), line);
  return svg !== undefined || png !== undefined;
}
