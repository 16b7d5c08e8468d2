// Command line, environment and file of a role -> its Config. Warnings are told on the way, whether it succeeds or not.

import type { Config } from "../config/config.ts";
import type { Role } from "../config/default_settings.ts";
import { type EffectiveValue, Ledger } from "../config/ledger.ts";
import { completeConfig, readSources } from "../config/load_config.ts";
import type { Settings } from "../config/settings.ts";
import { parserFor } from "../config/text_parser.ts";
import { DenoOutside } from "./deno_outside.ts";
import { flagSettings } from "./flag_settings.ts";
import { type CommandLine, valueOf } from "./parse_flags.ts";
import type { Terminal } from "./terminal.ts";

export interface LoadedCommandLine {
  readonly config: Config;
  readonly values: readonly EffectiveValue[];
}

/** `roleOf` picks the role once it is known what was said. Rejects with a ConfigError. */
export async function loadCommandLine(
  line: CommandLine,
  roleOf: (said: Settings) => Role,
  terminal: Terminal,
): Promise<LoadedCommandLine> {
  const ledger = new Ledger();
  const parts = { outside: new DenoOutside(), ledger };
  try {
    const file = valueOf(line, "config");
    const parse = await parserFor(file ?? "");
    const said = readSources({ flags: flagSettings(line, ledger), file, parse }, parts);
    return { config: completeConfig(roleOf(said), said, parts), values: ledger.values };
  } finally {
    for (const warning of ledger.warnings) terminal.warning(warning);
  }
}
