// The command line from its first word to the exit code, and every way of failing in words.

import { nearest } from "../config/nearest.ts";
import { ConfigError, type Problem } from "../config/problem.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import { ServiceError } from "../service/service_error.ts";
import { type Called, calledProgram, type CompatChoice, takeCompat } from "./compat.ts";
import { type Command, COMMAND_TABLE, type CommandParts, findCommand } from "./command_table.ts";
import { EXIT } from "./exit_code.ts";
import { commandHelp, programHelp } from "./help_text.ts";
import { countOf, parseFlags } from "./parse_flags.ts";
import { openTerminal, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

const VERSION_LINES = [`umbra ${VERSION}`];
/** What is a flag here and a command in other programs. */
const COMMANDS_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["help", "umbra --help"],
  ["version", "umbra --version"],
]);

export interface Invocation extends Omit<CommandParts, "terminal"> {
  /** By what name the program was started, where that can be known. */
  readonly calledAs: string | undefined;
}

/** Resolves to the exit code; never rejects. */
export async function runCli(
  words: readonly string[],
  { calledAs, ...parts }: Invocation,
): Promise<number> {
  const terminal = openTerminal();
  try {
    return await run(calledProgram(calledAs, words), { ...parts, terminal });
  } catch (error) {
    if (isVeryVerbose(words) && error instanceof Error) terminal.note(String(error.stack));
    return tellFailure(error, terminal);
  }
}

async function run({ program, words }: Called, parts: CommandParts): Promise<number> {
  if (program === undefined) return await runOwn(takeCompat(words), parts);
  const { runAs } = await import("./dialect_command.ts");
  return await runAs(program, words, parts);
}

function runOwn(
  { dialect, words: [first, ...words] }: CompatChoice,
  parts: CommandParts,
): MaybePromise<number> {
  switch (first) {
    case "--version":
    case "-V":
      return printed(VERSION_LINES, parts.terminal);
    case "--help":
    case "-h":
    case "help":
      return printed(
        words[0] === undefined ? programHelp() : commandHelp(commandOf(words[0])),
        parts.terminal,
      );
    default:
      return dialect === "umbra" || first === "check"
        ? runCommand(commandOf(first), { dialect, words }, parts)
        : runInDialect(commandOf(first), { dialect, words }, parts);
  }
}

function runCommand(
  command: Command,
  { dialect, words }: CompatChoice,
  parts: CommandParts,
): MaybePromise<number> {
  const line = { ...parseFlags(words, command.name), dialect };
  if (countOf(line, "version") > 0) return printed(VERSION_LINES, parts.terminal);
  if (countOf(line, "help") > 0) return printed(commandHelp(command), parts.terminal);
  if (line.rest.length > (command.operand?.split(" ").length ?? 0)) {
    throw unexpectedWords(command);
  }
  return command.run(line, parts);
}

async function runInDialect(
  command: Command,
  choice: CompatChoice,
  parts: CommandParts,
): Promise<number> {
  const { runCommandAs } = await import("./dialect_command.ts");
  return await runCommandAs(command.name, choice, parts);
}

/** The words are not shown: one of them may be half a password. */
function unexpectedWords({ name, operand }: Command): UsageError {
  return new UsageError(
    `unexpected words after "umbra ${name}"`,
    operand === undefined
      ? "each value follows its flag, in quotes if it has spaces; a switch such as --verbose has none"
      : `umbra ${name} ${operand}`,
  );
}

function commandOf(typed: string | undefined): Command {
  const names = COMMAND_TABLE.map(({ name }) => name);
  if (typed === undefined || typed.startsWith("-")) {
    throw new UsageError("no command is given", `umbra ${names.join(" | ")}, or umbra --help`);
  }
  const command = findCommand(typed);
  if (command !== undefined) return command;
  throw new UsageError(
    `unknown command ${JSON.stringify(typed)}`,
    hintFor(typed, names),
  );
}

function hintFor(typed: string, names: readonly string[]): string {
  const meant = nearest(typed, [...names, ...COMMANDS_ELSEWHERE.keys()]);
  if (meant === undefined) return "umbra --help lists the commands";
  return `did you mean ${COMMANDS_ELSEWHERE.get(meant) ?? meant}?`;
}

function printed(lines: readonly string[], terminal: Terminal): number {
  for (const line of lines) terminal.print(line);
  return EXIT.success;
}

function tellFailure(error: unknown, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.error(error);
    return EXIT.usage;
  }
  if (error instanceof ConfigError) {
    for (const problem of error.problems) terminal.error(problem);
    return EXIT.usage;
  }
  terminal.error(error instanceof ServiceError ? inWords(error) : unexpected(error));
  return EXIT.runTime;
}

function inWords({ message, hint }: ServiceError): Problem {
  return { message, hint, where: undefined };
}

function unexpected(error: unknown): Problem {
  return {
    message: `unexpected: ${error instanceof Error ? error.message : String(error)}`,
    hint: "this is a defect of umbra: please report it, with what -vv shows",
    where: undefined,
  };
}

/** Read off the words themselves: the mistake may be that they cannot be parsed. */
function isVeryVerbose(words: readonly string[]): boolean {
  const letters = words.filter((word) => /^-v+$/.test(word)).join("").replaceAll("-", "");
  return letters.length >= 2;
}
