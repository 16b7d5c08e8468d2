// `umbra check`: what a configuration comes to, where each value comes from, and what is wrong with it. No secret is
// shown.

import { type Role, ROLES } from "../config/default_settings.ts";
import type { EffectiveValue } from "../config/ledger.ts";
import type { Settings } from "../config/settings.ts";
import { suggestedRole } from "../config/suggested_role.ts";
import { EXIT } from "./exit_code.ts";
import { loadCommandLine } from "./load_command_line.ts";
import { type CommandLine, valueOf } from "./parse_flags.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Throws a ConfigError, which holds everything that is wrong. */
export function runCheck(line: CommandLine, terminal: Terminal): number {
  const typed = valueOf(line, "role");
  const { config, values } = loadCommandLine(line, roleChoice(typed), terminal);
  terminal.print(`role ${config.role}${typed === undefined ? guessed(config.role, line) : ""}`);
  for (const row of columns(values)) terminal.print(row);
  return EXIT.success;
}

function roleChoice(typed: string | undefined): (said: Settings) => Role {
  if (typed === undefined) return suggestedRole;
  const role = ROLES.find((name) => name === typed);
  if (role === undefined) {
    throw new UsageError(
      `--role must be one of ${ROLES.join(", ")}, not ${JSON.stringify(typed)}`,
      "leave it out to have it told from the file",
    );
  }
  return () => role;
}

/** Where the role comes from, and how to see the other end. */
function guessed(role: Role, line: CommandLine): string {
  const source = valueOf(line, "config") === undefined ? "flags" : "file";
  const [flag, whose] = role === "server" ? ["local", "client's"] : ["server", "server's"];
  return ` (guessed from the ${source}; --role ${flag} for the ${whose} view)`;
}

function columns(values: readonly EffectiveValue[]): readonly string[] {
  const width = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const names = width(values.map(({ name }) => name));
  const shown = width(values.map(({ value }) => value));
  return values.map(({ name, value, origin }) =>
    `  ${name.padEnd(names)}  ${value.padEnd(shown)}  ${origin}`
  );
}
