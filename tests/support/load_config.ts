// Loads a configuration as `umbra` would, from a world that a test makes up.

import { assertThrows } from "@std/assert";
import type { Config } from "../../src/config/config.ts";
import type { Role } from "../../src/config/default_settings.ts";
import { applyRule, type PlainRule } from "../../src/config/key_rule.ts";
import { TOP_LEVEL_KEYS } from "../../src/config/key_table.ts";
import { type EffectiveValue, Ledger } from "../../src/config/ledger.ts";
import { parseJson } from "../../src/config/located_json.ts";
import { parseYaml } from "../../src/config/located_yaml.ts";
import { completeConfig, readSources } from "../../src/config/load_config.ts";
import { ConfigError } from "../../src/config/problem.ts";
import { overlay, type Settings } from "../../src/config/settings.ts";
import { fakeOutside, type FakeWorld } from "./fake_outside.ts";

export interface Said extends FakeWorld {
  /** Of JSON, or of YAML. */
  readonly file?: string;
  readonly yaml?: string;
  readonly flags?: Readonly<Record<string, unknown>>;
}

export interface Loaded<T extends Config> {
  readonly config: T;
  readonly warnings: readonly string[];
  readonly values: readonly EffectiveValue[];
}

export function load<T extends Config>(role: Role, said: Said): Loaded<T> {
  const { name: file, text, parse } = fileOf(said);
  const ledger = new Ledger();
  const files = { ...said.files, ...(file !== undefined && { [file]: text }) };
  const parts = { outside: fakeOutside({ ...said, files }), ledger };
  const flags = flagSettings(said.flags ?? {}, ledger);
  const settings = readSources({ flags, file, parse }, parts);
  const config = completeConfig(role, settings, parts) as T;
  return { config, warnings: ledger.warnings.map(({ message }) => message), values: ledger.values };
}

export function failure(role: Role, said: Said): ConfigError {
  return assertThrows(() => load(role, said), ConfigError);
}

export function problems(role: Role, said: Said): readonly string[] {
  return failure(role, said).problems.map(({ message }) => message);
}

function fileOf({ file, yaml }: Said) {
  if (yaml !== undefined) return { name: "config.yml", text: yaml, parse: parseYaml };
  const name = file === undefined ? undefined : "config.json";
  return { name, text: file ?? "", parse: parseJson };
}

function flagSettings(flags: Readonly<Record<string, unknown>>, ledger: Ledger): Settings {
  return Object.entries(flags).map(([key, raw]) => {
    const origin = { source: "flag", subject: key, place: undefined } as const;
    return applyRule(TOP_LEVEL_KEYS.get(key) as PlainRule, { raw, origin }, ledger);
  }).reduce(overlay, {});
}
