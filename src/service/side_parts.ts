// What all connections and packets of one side of Shadowsocks share, whatever its method.

import type { BufferPool } from "../net/buffer_pool.ts";
import type { Clock } from "../net/clock.ts";
import type { CryptoEngines } from "./crypto_engines.ts";

export interface SideParts {
  readonly engines: CryptoEngines;
  readonly buffers: BufferPool;
  readonly clock: Clock;
}

export function randomBytes(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}

/** The clock on the wall, in whole seconds. */
export function unixSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
