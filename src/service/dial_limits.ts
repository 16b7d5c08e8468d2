// How long reaching a target may take.

import type { Config } from "../config/config.ts";

/** Milliseconds. */
export interface DialLimits {
  /** For one server, before the next one is tried. */
  readonly attemptMs: number;
  /** For all of them in turn. */
  readonly dialMs: number;
}

export function dialLimits(config: Config): DialLimits {
  const { connectMs } = config.timeouts;
  const attempts = config.role === "server" ? 1 : config.servers.length;
  return { attemptMs: connectMs, dialMs: connectMs * attempts };
}
