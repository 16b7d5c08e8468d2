// When a connection goes on to another upstream, and how long a failing one is left alone. Defaults and names are those
// of Apache Traffic Server's SOCKS parents.

import type { Ledger } from "./ledger.ts";
import { DEFAULT_ORIGIN, type Sourced } from "./origin.ts";
import type { FailoverConfig } from "./routing.ts";
import type { Settings } from "./settings.ts";
import { boundedBy, CONNECT_SECONDS, connectSeconds } from "./timeouts.ts";

const ATTEMPTS = 4;
const ATTEMPTS_PER_UPSTREAM = 1;
const FAIL_THRESHOLD = 2;
const RETRY_SECONDS = 300;
const HANDSHAKE_SECONDS = 30;

export const DEFAULT_FAILOVER: FailoverConfig = {
  attempts: ATTEMPTS,
  attemptsPerUpstream: ATTEMPTS_PER_UPSTREAM,
  failThreshold: FAIL_THRESHOLD,
  retryMs: RETRY_SECONDS * 1000,
  connectMs: CONNECT_SECONDS * 1000,
  handshakeMs: HANDSHAKE_SECONDS * 1000,
};

export function chooseFailover(settings: Settings, ledger: Ledger): FailoverConfig {
  const { attempts, attemptsPerUpstream, failThreshold, retrySeconds } = settings;
  const { upstreamHandshakeSeconds: handshake, timeoutSeconds } = settings;
  const use = (name: string, said: Sourced<number> | undefined, standard: number) =>
    ledger.use(`failover.${name}`, said ?? { value: standard, origin: DEFAULT_ORIGIN });
  const ms = (name: string, said: Sourced<number>) =>
    ledger.use(`failover.${name}`, said, (value) => `${value} s`) * 1000;
  return {
    attempts: use("attempts", attempts, ATTEMPTS),
    attemptsPerUpstream: use("attempts_per_upstream", attemptsPerUpstream, ATTEMPTS_PER_UPSTREAM),
    failThreshold: use("fail_threshold", failThreshold, FAIL_THRESHOLD),
    retryMs: ms("retry", retrySeconds ?? { value: RETRY_SECONDS, origin: DEFAULT_ORIGIN }),
    connectMs: connectSeconds(settings).value * 1000,
    handshakeMs: ms("handshake_timeout", handshake ?? boundedBy(timeoutSeconds, HANDSHAKE_SECONDS)),
  };
}
