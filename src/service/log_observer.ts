// Connections as log lines: one when a connection is over, one per stage at level debug, and one for whoever failed to
// authenticate, in a fixed form that fail2ban can read:
//
//   [Definition]
//   failregex = ^\S+ WARNING authentication failed from <HOST> port \d+: \w+$
//
// Names that strangers chose are quoted unless they are plain, so that no name can make up such a line.

import type { Logger } from "@logtape/logtape";
import { formatHostPort, type HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import type { ConnectionView, Outcome, RelayObserver, Stage } from "../net/relay_observer.ts";
import type { StreamFault } from "../net/stream_error.ts";

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
    const ip = client.host.replace(/^::ffff:(?=\d+\.)/, "");
    if (!this.#failures.admit(ip)) return;
    this.#logger.warn("authentication failed from {ip} port {port}: {fault}", {
      ip,
      port: client.port,
      fault,
    });
  }

  ended(connection: ConnectionView, outcome: Outcome, cause: Error | undefined): void {
    const level = outcome === "defect" ? "error" : "info";
    if (!this.#logger.isEnabledFor(level)) return;
    const { text, properties } = describeEnd(connection, outcome, cause);
    this.#logger[level](text, properties);
  }

  acceptFailed(listener: HostPort, cause: Error, retryMs: number): void {
    this.#logger.warn("cannot accept at {listener}: {cause}; next try in {retryMs} ms", {
      listener: formatHostPort(listener),
      cause: cause.message,
      retryMs,
    });
  }
}

function describeEnd(connection: ConnectionView, outcome: Outcome, cause: Error | undefined) {
  const { id, user, target, stage, bytesUp, bytesDown, durationMs } = connection;
  const properties = {
    id,
    client: formatHostPort(connection.client),
    ...(user !== undefined && { user: plainOrQuoted(user) }),
    ...(target !== undefined && { target: showTarget(target) }),
    outcome,
    stage,
    seconds: Math.round(durationMs) / 1000,
    bytesUp,
    bytesDown,
    ...(cause !== undefined && { cause: outcome === "defect" ? cause.stack : cause.message }),
  };
  const who = user === undefined ? "{client}" : "{client} ({user})";
  const whereTo = target === undefined ? "" : " -> {target}";
  const why = cause === undefined ? "" : ": {cause}";
  const how = "{outcome} in {stage} after {seconds} s, {bytesUp} bytes up, {bytesDown} down";
  return { text: `${who}${whereTo} ${how}${why}`, properties };
}

function showTarget({ host, port }: HostPort): string {
  return formatHostPort({ host: plainOrQuoted(host), port });
}

function plainOrQuoted(name: string): string {
  if (/^[\w.:-]+$/.test(name)) return name;
  return JSON.stringify(name).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
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
