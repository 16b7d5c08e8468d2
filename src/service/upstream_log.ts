// What the log says about upstreams: when one goes down and comes back, what trials change of what is known, and that
// connections move on. The last may happen to every connection, so there is one line for each upstream and then one a
// minute for as long as it goes on.

import type { Clock } from "../net/clock.ts";
import type { DialError } from "../net/dial_failure.ts";
import type { ProbeResult, UpstreamObserver } from "../net/upstream_observer.ts";
import type { PlaneLog } from "./plane_log.ts";
import { plainOrQuoted } from "./shown_name.ts";

const SUMMARY_MS = 60_000;

export class UpstreamLog implements UpstreamObserver {
  readonly #log: PlaneLog;
  readonly #clock: Clock;
  /** How many have moved on from each upstream since its last line. */
  readonly #moved = new Map<string, number>();
  /** What the last trial of each upstream came to. */
  readonly #trials = new Map<string, ProbeResult["kind"]>();

  constructor({ log, clock }: { readonly log: PlaneLog; readonly clock: Clock }) {
    this.#log = log;
    this.#clock = clock;
  }

  movedOn(upstream: string, cause: DialError): void {
    const moved = this.#moved.get(upstream);
    if (moved !== undefined) return void this.#moved.set(upstream, moved + 1);
    this.#log.info("a connection moves on from upstream {upstream}: {cause}", {
      upstream: plainOrQuoted(upstream),
      cause: cause.message,
    });
    this.#countMoved(upstream);
  }

  wentDown(upstream: string, cause: DialError, retryMs: number): void {
    this.#log.warn("upstream {upstream} is down for {seconds} s: {cause}", {
      upstream: plainOrQuoted(upstream),
      seconds: Math.round(retryMs / 1000),
      cause: cause.message,
    });
  }

  cameBack(upstream: string): void {
    this.#log.info("upstream {upstream} is back", { upstream: plainOrQuoted(upstream) });
  }

  probed(upstream: string, result: ProbeResult): void {
    if (this.#trials.get(upstream) === result.kind) return;
    this.#trials.set(upstream, result.kind);
    const name = plainOrQuoted(upstream);
    if (result.kind === "answered") {
      const ms = Math.round(result.ms);
      this.#log.info("a trial of upstream {upstream} is answered in {ms} ms", {
        upstream: name,
        ms,
      });
    } else {
      const cause = result.cause.message;
      this.#log.warn("a trial of upstream {upstream} has failed: {cause}", {
        upstream: name,
        cause,
      });
    }
  }

  #countMoved(upstream: string): void {
    this.#moved.set(upstream, 0);
    this.#clock.at(SUMMARY_MS, () => this.#summarize(upstream));
  }

  /** Goes on for as long as there is something to sum up. */
  #summarize(upstream: string): void {
    const connections = this.#moved.get(upstream)!;
    if (connections === 0) return void this.#moved.delete(upstream);
    this.#log.info("connections that moved on from upstream {upstream} since then: {connections}", {
      connections,
      upstream: plainOrQuoted(upstream),
    });
    this.#countMoved(upstream);
  }
}
