// The wall clock of a server of the 2022 edition, as its answers show it: both ends refuse what is more than 30 s off. The
// user is told while everything still works.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { PlaneLog } from "./plane_log.ts";

export interface ServerClockParts {
  readonly server: HostPort;
  /** Ours. */
  readonly unixSeconds: () => number;
  /** Goes by the server's clock. */
  readonly isTolerant: boolean;
  readonly log: PlaneLog;
}

/** What is on the way for long, or rounded, is no reason to speak. */
const WORTH_TELLING_SECONDS = 10;

export class ServerClock {
  readonly #parts: ServerClockParts;
  #shift = 0;
  #toldAhead = 0;

  constructor(parts: ServerClockParts) {
    this.#parts = parts;
  }

  /** What to stamp requests with. */
  unixSeconds(): number {
    return this.#parts.unixSeconds() + this.#shift;
  }

  /** How far the server's clock is ahead of {@link unixSeconds}, by an authentic answer. */
  heard(aheadSeconds: number): void {
    const ahead = aheadSeconds + this.#shift;
    if (this.#parts.isTolerant) this.#shift = ahead;
    if (Math.abs(ahead - this.#toldAhead) < WORTH_TELLING_SECONDS) return;
    this.#toldAhead = ahead;
    this.#tell(ahead);
  }

  #tell(ahead: number): void {
    const { server, isTolerant, log } = this.#parts;
    if (Math.abs(ahead) < WORTH_TELLING_SECONDS) {
      return log.info("your clock agrees with that of {server} again", {
        server: formatHostPort(server),
      });
    }
    log.warn("your clock is {seconds} s {how} that of {server}: {what}", {
      seconds: Math.abs(ahead),
      how: ahead > 0 ? "behind" : "ahead of",
      server: formatHostPort(server),
      what: isTolerant
        ? "requests are stamped with the server's time"
        : "beyond 30 s it refuses you without a word; set the clock, or see --clock-tolerant",
    });
  }
}
