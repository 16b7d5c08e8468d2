// The servers that `umbra url encode` and `umbra share` are asked for, and what their links do not say.

import { Ledger } from "../config/ledger.ts";
import { readSources } from "../config/load_config.ts";
import type { HostMaybePort } from "../config/settings.ts";
import type { LinkedServer } from "../config/share_link.ts";
import { type LinkForm, tellLosses } from "../config/share_link_losses.ts";
import { linkedServers } from "../config/share_link_sources.ts";
import { writeLegacyLink, writeShareLink } from "../config/share_link_writer.ts";
import { parserFor } from "../config/text_parser.ts";
import { parseHostMaybePort } from "../config/value_texts.ts";
import { DenoOutside } from "./deno_outside.ts";
import { type CommandLine, countOf, valueOf } from "./parse_flags.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Of a file. Rejects with a UsageError or a ConfigError. */
export async function serversOfFile(
  line: CommandLine,
  terminal: Terminal,
): Promise<readonly LinkedServer[]> {
  const file = valueOf(line, "config");
  if (file === undefined) {
    throw new UsageError("no configuration is given", "name its file: -c config.json");
  }
  const ledger = new Ledger();
  const parts = { outside: new DenoOutside(), ledger };
  try {
    const said = readSources({ flags: {}, file, parse: await parserFor(file) }, parts);
    const servers = linkedServers(said, ledger, { reachedAt: reachedAt(line) });
    tellLosses(said, formOf(line), ledger);
    ledger.settle();
    return servers;
  } finally {
    for (const warning of ledger.warnings) terminal.warning(warning);
  }
}

export function linkOf(server: LinkedServer, line: CommandLine): string {
  return formOf(line) === "legacy" ? writeLegacyLink(server) : writeShareLink(server);
}

function formOf(line: CommandLine): LinkForm {
  return countOf(line, "legacy") > 0 ? "legacy" : "sip002";
}

function reachedAt(line: CommandLine): HostMaybePort | undefined {
  const typed = valueOf(line, "server");
  if (typed === undefined) return undefined;
  const parsed = parseHostMaybePort(typed);
  if (parsed !== undefined) return parsed;
  throw new UsageError(
    "-s must be a host name or an IP address, with or without a port",
    "for example -s server.example",
  );
}
