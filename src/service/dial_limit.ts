// How long reaching a target may take in all, in milliseconds. What each way takes is bounded by itself.

import type { Config } from "../config/config.ts";
import type { UpstreamEntry } from "../config/upstream_entry.ts";

export function dialLimitMs({ upstreams, failover, timeouts: { connectMs } }: Config): number {
  if (upstreams.length === 0) return connectMs;
  const attemptMs = failover.connectMs +
    failover.handshakeMs * Math.max(...upstreams.map(handshakesOf));
  // The direct way, which may be the last resort, is no attempt.
  return failover.attempts * attemptMs + connectMs;
}

/** With the upstream itself, and with those on the way to it, which have one handshake's time together. */
function handshakesOf({ kind, through }: UpstreamEntry): number {
  return (kind === "shadowsocks" ? 0 : 1) + (through === undefined ? 0 : 1);
}
