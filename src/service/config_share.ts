// What one of several workers runs with: a configuration of its own, for its part of the whole.

import type { Config } from "../config/config.ts";
import type { HostPort } from "../net/address.ts";

export interface Share {
  /** Where all workers listen, in the order of `listenAddresses()`. */
  readonly addresses: readonly HostPort[];
  readonly maxConnections: number;
}

/** Where a role listens. */
export function listenAddresses(config: Config): readonly HostPort[] {
  return config.role === "server"
    ? config.listeners.map(({ address }) => address)
    : [config.listen];
}

export function shareOf(config: Config, { addresses, maxConnections }: Share): Config {
  const common = { workers: 1, reusePort: true, maxConnections } as const;
  if (config.role !== "server") return { ...config, ...common, listen: addresses[0]! };
  const listeners = config.listeners.map((entry, i) => ({ ...entry, address: addresses[i]! }));
  return { ...config, ...common, listeners };
}

/** `whole` in so many parts that differ by one at most; `index` counts from 0. */
export function partOf(whole: number, { parts, index }: PartOptions): number {
  return Math.floor(whole / parts) + (index < whole % parts ? 1 : 0);
}

export interface PartOptions {
  readonly parts: number;
  readonly index: number;
}
