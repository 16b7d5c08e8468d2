// The keys whose values are words with a meaning of their own.

import type { EngineChoice, LogConfig, LogLevel } from "./config.ts";
import { asksForNothing, judged, type PlainRule } from "./key_rule.ts";
import { oneOf, type Schema } from "./value_schemas.ts";

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

/** TCP is what we do; everything else in `mode` is about UDP. */
export const MODE: PlainRule = judged((raw) =>
  raw === "tcp_only" || asksForNothing(raw) ? undefined : {
    severity: "warning",
    predicate: "asks for UDP, which is not supported yet: only TCP is served",
  }
);

/** `-d start|stop|restart` in the python dialect; `-d` with name servers in the libev one. */
export const DAEMON: PlainRule = judged((raw) => {
  if (asksForNothing(raw)) return undefined;
  if (/^(start|stop|restart|true)$/.test(String(raw))) {
    return {
      severity: "failure",
      predicate: "is refused: umbra stays in the foreground, where it can be watched and restarted",
      hint: "let systemd or a container run it, and end it with SIGTERM",
    };
  }
  return {
    severity: "warning",
    predicate: "names DNS servers, which is not supported yet: the system's are asked",
  };
});
