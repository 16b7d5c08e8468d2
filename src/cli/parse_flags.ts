// The words after the command -> the flags that were typed, in the order of the flag table.

import { parseArgs } from "@std/cli";
import type { DialectName } from "../config/dialect_rules.ts";
import { type CommandName, dashed, type FlagRow, namesOf } from "./flag_row.ts";
import { FLAG_TABLE, flagsOf } from "./flag_table.ts";
import { type KnownFlags, spellOut } from "./spell_out.ts";

export interface TypedFlag {
  readonly row: FlagRow;
  /** As it was typed: "-p", "--server-port". */
  readonly label: string;
  /** One per use, "true" for a switch. */
  readonly values: readonly string[];
}

export interface CommandLine {
  /** In whose sense it is meant, and the file that it names. */
  readonly dialect: DialectName;
  readonly flags: readonly TypedFlag[];
  /** What is no flag. */
  readonly rest: readonly string[];
}

/** Throws a UsageError. */
export function parseFlags(words: readonly string[], command: CommandName): CommandLine {
  const rows = flagsOf(command);
  return { dialect: "umbra", ...parseWords(words, { rows, elsewhere: FLAG_TABLE }) };
}

/** Throws a UsageError. */
export function parseWords(
  words: readonly string[],
  { rows, elsewhere }: KnownFlags,
): Omit<CommandLine, "dialect"> {
  const names = rows.flatMap(namesOf);
  const keys = names.map(keyOf);
  const parsed = parseArgs(spellOut(words, { rows, elsewhere }), {
    string: [...keys, "_"],
    collect: keys,
  });
  const flags = rows.flatMap((row) =>
    namesOf(row).map((name) => ({ row, label: dashed(name), values: textsOf(parsed[keyOf(name)]) }))
  ).filter(({ values }) => values.length > 0);
  return { flags, rest: parsed._.map(String) };
}

/** The last value of a flag that a command knows itself. */
export function valueOf({ flags }: CommandLine, long: string): string | undefined {
  return flags.findLast(({ row }) => row.long === long)?.values.at(-1);
}

export function countOf({ flags }: CommandLine, long: string): number {
  return flags.filter(({ row }) => row.long === long).flatMap(({ values }) => values).length;
}

/** Where parseArgs puts `--name=value`: it takes a leading `no-` off, whatever is declared. */
function keyOf(name: string): string {
  return name.replace(/^no-/, "");
}

function textsOf(collected: unknown): readonly string[] {
  return Array.isArray(collected) ? collected.map(String) : [];
}
