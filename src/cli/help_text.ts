// The help, made from the tables: examples first, then the flags.

import { type Command, COMMAND_TABLE } from "./command_table.ts";
import { dashed, type FlagRow, isForeign, ROLE_COMMANDS } from "./flag_row.ts";
import type { ProgramFlags } from "./dialect_flag.ts";
import { flagsOf } from "./flag_table.ts";

const LINE_WIDTH = 100;

export function programHelp(): readonly string[] {
  const width = Math.max(...COMMAND_TABLE.map(({ name }) => name.length));
  return [
    "umbra: a Shadowsocks suite",
    "",
    "Start here:",
    "  umbra demo                 see it work, without any settings",
    "  umbra server -c FILE       on the server",
    "  umbra local -c FILE        on your machine",
    "",
    "Commands:",
    ...COMMAND_TABLE.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "",
    "umbra COMMAND --help tells more; umbra --version tells the version.",
    compatLine("COMMAND"),
  ];
}

function compatLine(command: string): string {
  return `umbra ${command} --compat libev|rust|python takes the flags and the file of those programs.`;
}

export function commandHelp(command: Command): readonly string[] {
  const flags = flagsOf(command.name);
  const usage = ["umbra", command.name, command.operand ?? "[flags]"].join(" ");
  return [
    `${usage}: ${command.summary}`,
    "",
    "Examples:",
    ...command.examples.flatMap(({ text, command: line }) => [`  # ${text}`, `  ${line}`]),
    "",
    "Flags:",
    ...flagLines(flags.filter((row) => !isForeign(row))),
    ...foreignLines(flags.filter(isForeign)),
    ...(ROLE_COMMANDS.includes(command.name) ? ["", compatLine(command.name)] : []),
  ];
}

/** Of another program whose part is played. */
export function dialectHelp(title: string, { own, added }: ProgramFlags): readonly string[] {
  return [
    title,
    "",
    "Flags:",
    ...flagLines(own.filter((row) => !isForeign(row))),
    ...foreignLines(own.filter(isForeign)),
    "",
    "Besides, from umbra:",
    ...wrap(added.map(({ long }) => dashed(long))),
  ];
}

function flagLines(rows: readonly FlagRow[]): readonly string[] {
  const width = Math.max(...rows.map((row) => spelling(row).length));
  return rows.map((row) => `  ${spelling(row).padEnd(width)}  ${row.help}`);
}

/** `-s, --server HOST[:PORT]`, `    --allow-private[=CIDR]` */
function spelling({ long, short, value, isOptional }: FlagRow): string {
  const indent = short === undefined && long.length > 1 ? "    " : "";
  const names = indent + [short, long].filter((name) => name !== undefined).map(dashed).join(", ");
  if (value === undefined) return names;
  return isOptional ? `${names}[=${value}]` : `${names} ${value}`;
}

/** What other programs take and we do not is listed in short: using one tells why. */
function foreignLines(rows: readonly FlagRow[]): readonly string[] {
  if (rows.length === 0) return [];
  const names = rows.map(({ long, short }) =>
    short === undefined ? dashed(long) : `${dashed(short)}/${dashed(long)}`
  );
  return [
    "",
    "Known from other programs, not supported (try one to hear why):",
    ...wrap(names),
  ];
}

function wrap(words: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = " ";
  for (const word of words) {
    if (line.length + 1 + word.length > LINE_WIDTH) {
      lines.push(line);
      line = " ";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
