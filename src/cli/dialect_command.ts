// Playing the part of another program: its flags, its sense of a configuration, its help. Exit codes stay our own.

import { ROLES } from "../config/default_settings.ts";
import type { CompatChoice } from "./compat.ts";
import type { CommandParts } from "./command_table.ts";
import { EXIT } from "./exit_code.ts";
import {
  FAMILIES,
  findProgram,
  flagsOfProgram,
  type Program,
  programAs,
  refusalOf,
} from "./dialect_programs.ts";
import type { CommandName } from "./flag_row.ts";
import { dialectHelp } from "./help_text.ts";
import { countOf, parseWords } from "./parse_flags.ts";
import { runRole } from "./role_command.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

/** Throws a UsageError. */
export async function runProgram(
  program: Program,
  words: readonly string[],
  parts: CommandParts,
): Promise<number> {
  const { terminal } = parts;
  const flags = flagsOfProgram(program);
  const rows = [...flags.own, ...flags.added];
  const line = { ...parseWords(words, { rows, elsewhere: [] }), dialect: program.dialect };
  if (countOf(line, "version") > 0) {
    terminal.print(`umbra ${VERSION}, as ${titleOf(program)}`);
    return EXIT.success;
  }
  if (countOf(line, "help") > 0) {
    for (const row of dialectHelp(titleOf(program), flags)) terminal.print(row);
    return EXIT.success;
  }
  if (line.rest.length > 0) {
    throw new UsageError(
      `unexpected words after "${program.name}"`,
      "each value follows its flag, in quotes if it has spaces",
    );
  }
  return await runRole(program.roleOf, line, parts);
}

/** By the name of another program. Throws a UsageError. */
export function runAs(
  name: string,
  words: readonly string[],
  parts: CommandParts,
): Promise<number> {
  const program = findProgram(name);
  if (program !== undefined) return runProgram(program, words, parts);
  const { message, hint } = refusalOf(name);
  throw new UsageError(`${name}: ${message}`, hint);
}

/** A command of ours, in the words of another program. Throws a UsageError when that has nothing like it. */
export function runCommandAs(
  command: CommandName,
  { dialect, words }: CompatChoice,
  parts: CommandParts,
): Promise<number> {
  const role = ROLES.find((name) => name === command);
  if (role !== undefined && dialect !== "umbra") {
    return runProgram(programAs(dialect, role), words, parts);
  }
  throw new UsageError(
    `--compat is not for "umbra ${command}"`,
    `it is for ${ROLES.join(", ")} and check`,
  );
}

function titleOf({ name, dialect }: Program): string {
  return `${name} (${FAMILIES[dialect]})`;
}
