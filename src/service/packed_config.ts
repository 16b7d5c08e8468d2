// A Config on its way to a worker. A structured clone drops what is private to a Secret, so secrets cross in the open:
// from one isolate of the process to another, and nowhere else.

import type { Config } from "../config/config.ts";
import { Secret } from "../config/secret.ts";

interface OpenSecret {
  readonly secret: string;
}

/** The same tree with each Secret in the open. */
type Packed<T> = T extends Secret ? OpenSecret
  : T extends object ? { readonly [K in keyof T]: Packed<T[K]> }
  : T;

export type PackedConfig = Packed<Config>;

export function packConfig(config: Config): PackedConfig {
  const opened = (value: unknown) =>
    value instanceof Secret ? { secret: value.reveal() } satisfies OpenSecret : undefined;
  return rebuild(config, opened) as PackedConfig;
}

export function unpackConfig(packed: PackedConfig): Config {
  const closed = (value: unknown) => isOpenSecret(value) ? new Secret(value.secret) : undefined;
  return rebuild(packed, closed) as Config;
}

/** A copy of the tree, in which stands for a node what `replace` has for it; types cannot follow it, so callers name them. */
function rebuild(node: unknown, replace: (node: unknown) => unknown): unknown {
  const replaced = replace(node);
  if (replaced !== undefined) return replaced;
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => rebuild(item, replace));
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, rebuild(value, replace)]),
  );
}

/** No part of a Config has a key of this name. */
function isOpenSecret(value: unknown): value is OpenSecret {
  return typeof value === "object" && value !== null && "secret" in value;
}
