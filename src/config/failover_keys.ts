// The keys that say when an upstream is given up for another one, and how they are tried meanwhile. Those of Apache
// Traffic Server's SOCKS parents and of rust's balancer are taken too.

import { type KeyRule, noEffect, section, value } from "./key_rule.ts";
import { HEALTH_TARGETS } from "./route_schemas.ts";
import { COUNT, SECONDS, SECONDS_OR_ZERO } from "./value_schemas.ts";

const ATTEMPTS = value("attempts", COUNT, { hint: "for example 4" });
const OF_EACH = value("attemptsPerUpstream", COUNT, { hint: "for example 1" });
const THRESHOLD = value("failThreshold", COUNT, { hint: "for example 2" });
const RETRY = value("retrySeconds", SECONDS, { hint: "for example 300" });
const CONNECT_TIMEOUT = value("connectSeconds", SECONDS, { hint: "for example 10" });
const HANDSHAKE_TIMEOUT = value("upstreamHandshakeSeconds", SECONDS, { hint: "for example 30" });

const INTERVAL = value("healthSeconds", SECONDS_OR_ZERO, { hint: "for example 60; 0 for never" });
const MAX_RTT = value("healthMaxSeconds", SECONDS, { hint: "for example 5" });

export const FAILOVER_KEYS = {
  connect_timeout: CONNECT_TIMEOUT,
  failover: section({
    attempts: ATTEMPTS,
    connection_attempts: ATTEMPTS,
    attempts_per_upstream: OF_EACH,
    per_server_connection_attempts: OF_EACH,
    fail_threshold: THRESHOLD,
    server_fail_threshold: THRESHOLD,
    retry: RETRY,
    server_retry_time: RETRY,
    connect_timeout: CONNECT_TIMEOUT,
    server_connect_timeout: CONNECT_TIMEOUT,
    handshake_timeout: HANDSHAKE_TIMEOUT,
    socks_timeout: HANDSHAKE_TIMEOUT,
  }),
  health: section({
    interval: INTERVAL,
    max_rtt: MAX_RTT,
    targets: value("healthTargets", HEALTH_TARGETS, { hint: "for example http://example.com/" }),
  }),
  balancer: section({
    max_server_rtt: MAX_RTT,
    check_interval: INTERVAL,
    check_best_interval: noEffect("is ignored: all servers are tried at the same interval"),
  }),
} satisfies Record<string, KeyRule>;
