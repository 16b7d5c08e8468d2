// `umbra check`: what a configuration comes to, where each value comes from, and what is wrong with it. No secret is
// shown.

import type { Config } from "../config/config.ts";
import { type Role, ROLES } from "../config/default_settings.ts";
import type { EffectiveValue } from "../config/ledger.ts";
import type { Settings } from "../config/settings.ts";
import { suggestedRole } from "../config/suggested_role.ts";
import { parseTarget } from "../config/value_texts.ts";
import type { HostPort } from "../net/address.ts";
import { CryptoEngines } from "../service/crypto_engines.ts";
import { methodsOf } from "./announcement.ts";
import { EXIT } from "./exit_code.ts";
import { explainRoute } from "./explain_route.ts";
import { meaningOf } from "./explain_words.ts";
import { loadCommandLine, type LoadedCommandLine } from "./load_command_line.ts";
import { openLog } from "./log.ts";
import { type CommandLine, countOf, valueOf } from "./parse_flags.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

/** Rejects with a ConfigError, which holds everything that is wrong, or a ServiceError when no engine will do. */
export async function runCheck(line: CommandLine, terminal: Terminal): Promise<number> {
  const target = targetOf(line);
  const { config, values, online } = await load(line, terminal);
  online?.[Symbol.dispose]();
  const dialect = line.dialect === "umbra" ? "" : `, read as ${line.dialect} reads it`;
  terminal.print(`role ${config.role}${dialect}${guessed(config.role, line)}`);
  const isExplained = countOf(line, "explain") > 0;
  for (const row of isExplained ? explained(values) : columns(values)) terminal.print(row);
  for (const row of await engineRows(config)) terminal.print(row);
  for (const row of target === undefined ? [] : await explainRoute(config, target)) {
    terminal.print(row);
  }
  return EXIT.success;
}

/** What is wrong may be wrong for one role only, so whoever has named none hears which it was. */
async function load(line: CommandLine, terminal: Terminal): Promise<LoadedCommandLine> {
  const choose = roleChoice(valueOf(line, "role"));
  let role: Role | undefined;
  try {
    return await loadCommandLine(line, (said) => role = choose(said), terminal);
  } catch (error) {
    const guess = role === undefined ? "" : guessed(role, line);
    if (guess !== "") terminal.note(`checked as ${role}${guess}`);
    throw error;
  }
}

/** Whose way is asked for. */
function targetOf({ rest: [typed] }: CommandLine): HostPort | undefined {
  if (typed === undefined) return undefined;
  const target = parseTarget(typed);
  if (target !== undefined) return target;
  throw new UsageError(
    `a target must be host:port, not ${JSON.stringify(typed)}`,
    "for example example.com:443",
  );
}

/** Each with what it means below it. */
function explained(values: readonly EffectiveValue[]): readonly string[] {
  const rows = columns(values);
  return values.flatMap(({ name }, index) => {
    const meaning = meaningOf(name);
    return [rows[index]!, ...(meaning === undefined ? [] : [`      ${meaning}`])];
  });
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
  if (valueOf(line, "role") !== undefined) return "";
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
