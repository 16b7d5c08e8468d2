// How long things may take. `timeout` bounds the handshake and the connect, as in libev and rust, unless
// `connect_timeout` says more of the latter.

import type { Timeouts } from "./config.ts";
import type { FullSettings, Role } from "./default_settings.ts";
import type { Ledger } from "./ledger.ts";
import { DEFAULT_ORIGIN, type Sourced } from "./origin.ts";
import type { Settings } from "./settings.ts";

/**
 * A server hears strangers out as long as Outline does, so that its time-out gives no version away; a local program
 * knows at once what it wants.
 */
const HANDSHAKE_SECONDS: Readonly<Record<Role, number>> = { server: 59, local: 10, tunnel: 10 };
export const CONNECT_SECONDS = 10;
const HALF_CLOSED_SECONDS = 300;

export function timeouts(settings: FullSettings, role: Role, ledger: Ledger): Timeouts {
  const { timeoutSeconds, idleSeconds, drainSeconds } = settings;
  const use = (name: string, seconds: Sourced<number>) =>
    ledger.use(name, seconds, (value) => `${value} s`) * 1000;
  return {
    handshakeMs: use("handshake", boundedBy(timeoutSeconds, HANDSHAKE_SECONDS[role])),
    connectMs: use("connect", connectSeconds(settings)),
    idleMs: use("idle_timeout", idleSeconds),
    halfClosedMs: use("half_closed", boundedBy(idleSeconds, HALF_CLOSED_SECONDS)),
    drainMs: use("drain", drainSeconds),
  };
}

/** What was said of it, or the general bound. */
export function connectSeconds(settings: Settings): Sourced<number> {
  return settings.connectSeconds ?? boundedBy(settings.timeoutSeconds, CONNECT_SECONDS);
}

export function boundedBy(bound: Sourced<number> | undefined, seconds: number): Sourced<number> {
  if (bound !== undefined && bound.value < seconds) return bound;
  return { value: seconds, origin: DEFAULT_ORIGIN };
}
