// Connections as log lines: one when a connection is over, one per stage at level debug, and one for whoever failed to
// authenticate, in a fixed form that fail2ban can read:
//
//   [Definition]
//   failregex = ^\S+ WARNING authentication failed from <HOST> port \d+: \w+$
//
// No name that a stranger chose can make up such a line (shown_name.ts).

import type { Logger, LogRecord } from "@logtape/logtape";
import { formatHostPort, type HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import { unmapIpv4 } from "../net/mapped_ipv4.ts";
import type { ConnectionView, Outcome, RelayObserver, Stage } from "../net/relay_observer.ts";
import type { StreamFault } from "../net/stream_error.ts";
import { plainOrQuoted, showTarget } from "./shown_name.ts";

export class LogObserver implements RelayObserver {
  readonly #logger: Logger;
  readonly #failures: FailureLines;

  constructor({ logger, clock }: { readonly logger: Logger; readonly clock: Clock }) {
    this.#logger = logger;
    this.#failures = new FailureLines(clock, (suppressed) => {
      logger.warn("{suppressed} more authentication failures not shown", { suppressed });
    });
  }

  entered({ id }: ConnectionView, stage: Stage): void {
    if (this.#logger.isEnabledFor("debug")) {
      this.#logger.debug("connection {id} enters {stage}", { id, stage });
    }
  }

  distrusted({ client }: ConnectionView, fault: StreamFault): void {
    // An IPv4 client of a dual-stack listener is banned by its IPv4 address.
    const ip = unmapIpv4(client.host);
    if (!this.#failures.admit(ip)) return;
    // It has shown that it knows a key, and must not be banned for its clock.
    const text = fault === "clock_skew"
      ? "refused {ip} port {port}: its clock and ours are more than 30 s apart"
      : "authentication failed from {ip} port {port}: {fault}";
    this.#logger.warn(text, { ip, port: client.port, fault });
  }

  ended(connection: ConnectionView, outcome: Outcome, cause: Error | undefined): void {
    const level = outcome === "defect" ? "error" : "info";
    if (!this.#logger.isEnabledFor(level)) return;
    const { category } = this.#logger;
    this.#logger.emit(recordOfEnd(connection, { category, level, outcome, cause }));
  }

  acceptFailed(listener: HostPort, cause: Error, retryMs: number): void {
    this.#logger.warn("cannot accept at {listener}: {cause}; next try in {retryMs} ms", {
      listener: formatHostPort(listener),
      cause: cause.message,
      retryMs,
    });
  }
}

interface End extends Pick<LogRecord, "category" | "level"> {
  readonly outcome: Outcome;
  readonly cause: Error | undefined;
}

/** Each connection has such a line; for LogTape to fill in a text with {names} would take longer than all the rest. */
function recordOfEnd(connection: ConnectionView, end: End): LogRecord {
  const { id, stage, bytesUp, bytesDown } = connection;
  const { category, level, outcome } = end;
  const client = formatHostPort(connection.client);
  const user = connection.user === undefined ? undefined : plainOrQuoted(connection.user);
  const target = connection.target && showTarget(connection.target);
  const seconds = Math.round(connection.durationMs) / 1000;
  const cause = outcome === "defect" ? end.cause?.stack : end.cause?.message;
  const who = user === undefined ? client : `${client} (${user})`;
  const upstream = connection.upstream && plainOrQuoted(connection.upstream);
  const via = upstream === undefined ? "" : ` by ${upstream}`;
  const whereTo = target === undefined ? "" : ` -> ${target}${via}`;
  const how = `${outcome} in ${stage} after ${seconds} s, ${bytesUp} bytes up, ${bytesDown} down`;
  const why = cause === undefined ? "" : `: ${cause}`;
  const text = `${who}${whereTo} ${how}${why}`;
  return {
    category,
    level,
    message: [text],
    rawMessage: text,
    timestamp: Date.now(),
    properties: {
      id,
      client,
      user,
      target,
      upstream,
      outcome,
      stage,
      seconds,
      bytesUp,
      bytesDown,
      cause,
    },
  };
}

const WINDOW_MS = 1_000;
const LINES_PER_WINDOW = 20;
const LINES_PER_CLIENT = 2;

/**
 * Lets through so many lines per second, and per client in it. Who floods us is seen twice a second, which is enough
 * for a ban; the memory is that of the lines let through.
 */
class FailureLines {
  readonly #clock: Clock;
  readonly #tellSuppressed: (count: number) => void;
  readonly #shownTo = new Map<string, number>();
  #windowEnd = 0;
  #shown = 0;
  #suppressed = 0;

  /** `tellSuppressed` hears at the end of each window how many were held back, if any were. */
  constructor(clock: Clock, tellSuppressed: (count: number) => void) {
    this.#clock = clock;
    this.#tellSuppressed = tellSuppressed;
  }

  admit(client: string): boolean {
    if (this.#clock.now() >= this.#windowEnd) this.#openWindow();
    const ofClient = this.#shownTo.get(client) ?? 0;
    if (this.#shown < LINES_PER_WINDOW && ofClient < LINES_PER_CLIENT) {
      this.#shown++;
      this.#shownTo.set(client, ofClient + 1);
      return true;
    }
    if (this.#suppressed++ === 0) this.#clock.at(WINDOW_MS, () => this.#report());
    return false;
  }

  #openWindow(): void {
    this.#windowEnd = this.#clock.now() + WINDOW_MS;
    this.#shown = 0;
    this.#shownTo.clear();
  }

  #report(): void {
    this.#tellSuppressed(this.#suppressed);
    this.#suppressed = 0;
  }
}
