// Reads a list of servers in whatever form it comes. One entry that is wrong costs that entry.

import { readConfigFile } from "./config_file.ts";
import { Ledger } from "./ledger.ts";
import { parseJson, type TextFile } from "./located_json.ts";
import type { Origin } from "./origin.ts";
import { ConfigError, type Failure, type Problem } from "./problem.ts";
import type { ListedServer, ServerList } from "./server_list.ts";
import { isSip008, readSip008 } from "./server_list_json.ts";
import { LinkError } from "./share_link.ts";
import { decodeLinkBase64 } from "./share_link_base64.ts";
import { readShareLink } from "./share_link_reader.ts";
import { linkedServers } from "./share_link_sources.ts";
import { faultsOf } from "./share_link_settings.ts";

/** Throws a ConfigError where the text is no list at all, or nothing of it can be used. */
export function readServerList(file: TextFile): ServerList {
  const text = file.text.replace(/^\uFEFF/, "");
  const list = text.trimStart().startsWith("{")
    ? readJson({ ...file, text })
    : readLines(linesOf({ ...file, text }));
  if (list.servers.length > 0) return list;
  if (list.faults.length > 0) throw new ConfigError(list.faults);
  throw new ConfigError([{
    message: `${file.name} has no servers in it`,
    hint: "a list has one ss:// link on each line, or is JSON (SIP008)",
    where: undefined,
  }]);
}

function readJson(file: TextFile): ServerList {
  const node = parseJson(file);
  return isSip008(node) ? readSip008(file.name, node) : readConfiguration(file);
}

/** Of ours, or of one of the family; Outline's dynamic keys have that form too. */
function readConfiguration(file: TextFile): ServerList {
  const ledger = new Ledger();
  const said = readConfigFile(file, ledger);
  const servers = linkedServers(said, ledger);
  ledger.settle();
  const origin: Origin = { source: "file", subject: "the server", place: undefined };
  return {
    servers: servers.map((server) => ({ server, origin })),
    faults: [],
    warnings: ledger.warnings,
    usage: undefined,
  };
}

/** As they are, or out of base64, which may itself have been cut into lines. */
function linesOf({ name, text }: TextFile): TextFile {
  if (text.includes("://") || text.trim() === "") return { name, text };
  const decoded = decodeLinkBase64(text.replaceAll(/\s/g, ""));
  if (decoded !== undefined) return { name: `${name} (out of base64)`, text: decoded };
  throw new ConfigError([{
    message: `${name} is no list of servers`,
    hint: "a list has one ss:// link on each line, maybe in base64, or is JSON (SIP008)",
    where: undefined,
  }]);
}

function readLines({ name, text }: TextFile): ServerList {
  const lines = text.split(/\r\n?|\n/)
    .map((line, index) => ({ line, place: `${name}:${index + 1}` }))
    .filter(({ line }) => /^\s*[^\s#]/.test(line))
    .map(readLine);
  return {
    servers: lines.flatMap(({ servers }) => servers),
    faults: lines.flatMap(({ faults }) => faults),
    warnings: lines.flatMap(({ warnings }) => warnings),
    usage: undefined,
  };
}

interface Line {
  readonly line: string;
  /** "list.txt:3", to which a column is added. */
  readonly place: string;
}

interface ReadLine {
  readonly servers: readonly ListedServer[];
  readonly faults: readonly Failure[];
  readonly warnings: readonly Problem[];
}

function readLine({ line, place }: Line): ReadLine {
  try {
    const { server, remarks } = readShareLink(line);
    const column = line.length - line.trimStart().length + 1;
    const origin: Origin = { source: "file", subject: "the link", place: `${place}:${column}` };
    const faults = faultsOf(server, origin);
    return {
      servers: faults.length === 0 ? [{ server, origin }] : [],
      faults,
      warnings: remarks.map((remark) => ({ ...remark, where: `${place}:${remark.column}` })),
    };
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    const { message, hint, column } = error;
    return { servers: [], faults: [{ message, hint, where: `${place}:${column}` }], warnings: [] };
  }
}
