// Loads a configuration as `umbra` would, from a world that a test makes up.

import { assertThrows } from "@std/assert";
import type { Config } from "../../src/config/config.ts";
import type { Role } from "../../src/config/default_settings.ts";
import { applyRule, type PlainRule } from "../../src/config/key_rule.ts";
import { TOP_LEVEL_KEYS } from "../../src/config/key_table.ts";
import { type EffectiveValue, Ledger } from "../../src/config/ledger.ts";
import { completeConfig, readSources } from "../../src/config/load_config.ts";
import { ConfigError } from "../../src/config/problem.ts";
import { overlay, type Settings } from "../../src/config/settings.ts";
import { fakeOutside, type FakeWorld } from "./fake_outside.ts";

export interface Said extends FakeWorld {
  readonly file?: string;
  readonly flags?: Readonly<Record<string, unknown>>;
}

export interface Loaded<T extends Config> {
  readonly config: T;
  readonly warnings: readonly string[];
  readonly values: readonly EffectiveValue[];
}

export function load<T extends Config>(role: Role, said: Said): Loaded<T> {
  const files = { ...said.files, ...(said.file !== undefined && { "config.json": said.file }) };
  const ledger = new Ledger();
  const parts = { outside: fakeOutside({ ...said, files }), ledger };
  const file = said.file === undefined ? undefined : "config.json";
  const settings = readSources({ flags: flagSettings(said.flags ?? {}, ledger), file }, parts);
  const config = completeConfig(role, settings, parts) as T;
  return { config, warnings: ledger.warnings.map(({ message }) => message), values: ledger.values };
}

export function failure(role: Role, said: Said): ConfigError {
  return assertThrows(() => load(role, said), ConfigError);
}

export function problems(role: Role, said: Said): readonly string[] {
  return failure(role, said).problems.map(({ message }) => message);
}

function flagSettings(flags: Readonly<Record<string, unknown>>, ledger: Ledger): Settings {
  return Object.entries(flags).map(([key, raw]) => {
    const origin = { source: "flag", subject: key, place: undefined } as const;
    return applyRule(TOP_LEVEL_KEYS.get(key) as PlainRule, { raw, origin }, ledger);
  }).reduce(overlay, {});
}
