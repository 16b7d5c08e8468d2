// The keys whose values are words with a meaning of their own.

import type { EngineChoice, LogConfig, LogLevel, Mode } from "./config.ts";
import { applyRule, asksForNothing, judged, type PlainRule, value } from "./key_rule.ts";
import { DNS, KEEP_ALIVE, oneOf, type Schema } from "./value_schemas.ts";
import { parseSwitch } from "./value_texts.ts";

export const ENGINE: Schema<EngineChoice> = oneOf({
  auto: "auto",
  webcrypto: "webcrypto",
  node: "node",
  openssl: "openssl",
});

export const LOG_FORMAT: Schema<LogConfig["format"]> = oneOf({ text: "text", json: "json" });

export const LOG_LEVEL: Schema<LogLevel> = oneOf({
  debug: "debug",
  info: "info",
  warning: "warning",
  warn: "warning",
  error: "error",
});

/** `verbose` of the python dialect and `log.level` of the rust one. */
export const VERBOSITY: Schema<LogLevel> = oneOf({
  0: "info",
  false: "info",
  1: "debug",
  2: "debug",
  3: "debug",
  true: "debug",
});

export const MODE: Schema<Mode> = oneOf({
  tcp_only: "tcp_only",
  tcp_and_udp: "tcp_and_udp",
  udp_only: "udp_only",
});

export const DAEMON: PlainRule = judged((raw) => {
  if (asksForNothing(raw)) return undefined;
  return {
    severity: "failure",
    predicate: "is refused: umbra stays in the foreground, where it can be watched and restarted",
    hint: "let systemd or a container run it, and end it with SIGTERM",
  };
});

const DNS_SERVERS = value("dns", DNS, {
  hint: "for example system, 1.1.1.1, tls://dns.example or https://dns.example/dns-query",
});

/** `-d start|stop|restart` in the python dialect; `-d` with name servers in the libev one. */
export const DNS_OR_DAEMON: PlainRule = {
  kind: "value",
  read: (given, ledger) => {
    const isCommand = /^(start|stop|restart)$/.test(String(given.raw));
    return applyRule(isCommand ? DAEMON : DNS_SERVERS, given, ledger);
  },
};

const KEPT_ALIVE = value("keepAlive", KEEP_ALIVE, { hint: "for example true" });

const PROBE_SECONDS: PlainRule = judged((raw) => {
  const text = String(raw);
  if (parseSwitch(text) !== undefined || !(Number(text) > 0)) return undefined;
  return {
    severity: "warning",
    predicate: "is taken as true: Deno cannot set the seconds between probes, the system's hold",
    hint: "on Linux: sysctl net.ipv4.tcp_keepalive_time, tcp_keepalive_intvl, tcp_keepalive_probes",
  };
});

/** Whether to probe; in the rust dialect how often. */
export const KEEP_ALIVE_OR_SECONDS: PlainRule = {
  kind: "value",
  read: (given, ledger) => {
    applyRule(PROBE_SECONDS, given, ledger);
    return applyRule(KEPT_ALIVE, given, ledger);
  },
};
