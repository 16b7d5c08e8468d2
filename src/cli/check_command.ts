// `umbra check`: what a configuration comes to, where each value comes from, and what is wrong with it. No secret is
// shown.

import type { Config } from "../config/config.ts";
import { type Role, ROLES } from "../config/default_settings.ts";
import type { EffectiveValue } from "../config/ledger.ts";
import type { Settings } from "../config/settings.ts";
import { suggestedRole } from "../config/suggested_role.ts";
import { CryptoEngines } from "../service/crypto_engines.ts";
import { methodsOf } from "./announcement.ts";
import { EXIT } from "./exit_code.ts";
import { loadCommandLine } from "./load_command_line.ts";
import { openLog } from "./log.ts";
import { type CommandLine, valueOf } from "./parse_flags.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Rejects with a ConfigError, which holds everything that is wrong, or a ServiceError when no engine will do. */
export async function runCheck(line: CommandLine, terminal: Terminal): Promise<number> {
  const typed = valueOf(line, "role");
  const { config, values } = await loadCommandLine(line, roleChoice(typed), terminal);
  terminal.print(`role ${config.role}${typed === undefined ? guessed(config.role, line) : ""}`);
  for (const row of columns(values)) terminal.print(row);
  for (const row of await engineRows(config)) terminal.print(row);
  return EXIT.success;
}

/** `method aes-256-gcm, engine openssl`: who would carry it out on this machine, found as a start finds it. */
async function engineRows(config: Config): Promise<readonly string[]> {
  await using log = await openLog({ level: "warning", format: "text", file: undefined });
  const engines = new CryptoEngines({ choice: config.engine, log: log.logger });
  const rows: string[] = [];
  try {
    for (const method of methodsOf(config)) {
      rows.push(`method ${method}, engine ${await engines.nameFor(method)}`);
    }
    return rows;
  } finally {
    engines.close();
  }
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
