// Command line, environment and file of a role -> its Config. Warnings are told on the way, whether it succeeds or not.

import type { Config } from "../config/config.ts";
import type { Role } from "../config/default_settings.ts";
import { DIALECT_RULES, type DialectRules, inOurSense } from "../config/dialect_rules.ts";
import { PASSWORD_VARIABLE } from "../config/environment.ts";
import { type EffectiveValue, Ledger } from "../config/ledger.ts";
import { completeConfig, readSources } from "../config/load_config.ts";
import { joinOnline } from "../config/online_join.ts";
import type { ListedServer } from "../config/server_list.ts";
import type { Settings } from "../config/settings.ts";
import { parserFor } from "../config/text_parser.ts";
import { DenoOutside } from "./deno_outside.ts";
import { flagSettings } from "./flag_settings.ts";
import type { OnlineList } from "./online_list.ts";
import { type CommandLine, valueOf } from "./parse_flags.ts";
import { readStandardInput } from "./standard_input.ts";
import type { Terminal } from "./terminal.ts";
import { withTypedLinks } from "./typed_links.ts";

export interface LoadedCommandLine {
  readonly config: Config;
  readonly values: readonly EffectiveValue[];
  /** Where some of the servers come from; the caller disposes it. */
  readonly online: OnlineList | undefined;
  /** The same with other servers of that list. Throws a ConfigError. */
  readonly configWith: (servers: readonly ListedServer[]) => Config;
}

/** `roleOf` picks the role once it is known what was said. Rejects with a ConfigError. */
export async function loadCommandLine(
  typed: CommandLine,
  roleOf: (said: Settings) => Role,
  terminal: Terminal,
): Promise<LoadedCommandLine> {
  const ledger = new Ledger();
  const parts = { outside: new DenoOutside(), ledger };
  const scope = new DisposableStack();
  try {
    const line = await withTypedLinks(typed, readStandardInput);
    const file = valueOf(line, "config");
    const parse = await parserFor(file ?? "");
    const rules = DIALECT_RULES[line.dialect];
    const flags = flagSettings(line, ledger);
    const passwordVariables = variablesOf(rules, flags);
    const said = readSources({ flags, file, parse, passwordVariables }, parts);
    const role = roleOf(said);
    const meant = inOurSense(said, { rules, role, ledger });
    const online = scope.use(await onlineListOf(meant, role, ledger));
    const joined = await online?.join(meant, ledger) ?? meant;
    const config = completeConfig(role, joined, parts);
    scope.move();
    return {
      config,
      values: ledger.values,
      online,
      configWith: (servers) =>
        completeConfig(role, joinOnline(meant, servers), { ...parts, ledger: new Ledger() }),
    };
  } finally {
    scope.dispose();
    for (const warning of ledger.warnings) terminal.warning(warning);
  }
}

/** The network is for who needs it only. */
async function onlineListOf(
  said: Settings,
  role: Role,
  ledger: Ledger,
): Promise<OnlineList | undefined> {
  if (said.onlineUrl === undefined || role === "server") return undefined;
  const { openOnlineList } = await import("./online_list.ts");
  return await openOnlineList(said, ledger);
}

/** Another program's variable is for the server of its command line, not for those of a file. */
function variablesOf({ passwordVariable }: DialectRules, { server }: Settings): readonly string[] {
  return passwordVariable === undefined || server === undefined
    ? [PASSWORD_VARIABLE]
    : [passwordVariable, PASSWORD_VARIABLE];
}
