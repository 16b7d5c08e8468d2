// How long reaching a target may take in all, in milliseconds. What each way takes is bounded by itself.

import type { Config } from "../config/config.ts";

export function dialLimitMs({ upstreams, failover, timeouts: { connectMs } }: Config): number {
  if (upstreams.length === 0) return connectMs;
  const hasHandshakes = upstreams.some(({ kind, through }) =>
    kind !== "shadowsocks" || through !== undefined
  );
  const attemptMs = failover.connectMs + (hasHandshakes ? failover.handshakeMs : 0);
  // The direct way, which may be the last resort, is no attempt.
  return failover.attempts * attemptMs + connectMs;
}
