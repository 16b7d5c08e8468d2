// One connection's walk over the ways that it may take: which one is tried next, and what is told of those that were.

import { DialError } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import type { UpstreamObserver } from "../net/upstream_observer.ts";
import type { Course } from "./crossroads.ts";
import { type Reaction, reactionToDial } from "./failover_table.ts";
import type { Lane } from "./managed_way.ts";
import type { Picker } from "./picker.ts";

export interface AttemptLimits {
  /** For one connection, over all upstreams. At least 1. */
  readonly attempts: number;
  /** One after the other at the same upstream. At least 1. */
  readonly attemptsPerUpstream: number;
}

export interface WalkParts {
  readonly limits: AttemptLimits;
  readonly picker: Picker;
  readonly observer: Pick<UpstreamObserver, "movedOn">;
}

/** How a dial is made through one of the ways. */
export type DialThrough = (dialer: StreamDialer) => Promise<StreamConn>;

export class UpstreamWalk {
  readonly #course: Course<StreamDialer>;
  readonly #parts: WalkParts;
  #lane: Lane<StreamDialer>;
  /** Which of them the stream at hand takes. */
  #reached: Lane<StreamDialer> | undefined;
  /** Those of the course, and what was down when its turn came, for want of a better one. */
  #lastResorts: readonly Lane<StreamDialer>[];
  /** In both lists, the second behind the first. */
  #next = 0;
  #attemptsHere = 0;
  #isTrial = false;
  /** A way has failed that may be sound. */
  #isInDoubt = false;
  /** Of the attempts so far, with the names of their ways. */
  readonly #failures: string[] = [];

  constructor(course: Course<StreamDialer>, parts: WalkParts) {
    this.#course = course;
    this.#lastResorts = course.lastResorts;
    this.#parts = parts;
    this.#lane = this.#advance()!;
  }

  /** How the stream begins that was reached matters: there is more to try, or a failure to be made good. */
  get isConcerned(): boolean {
    const { state } = this.#lane;
    return this.#peek() !== undefined || (state !== undefined && !state.isSpotless);
  }

  /** Through the way at hand, or else through one of those after it. Rejects with a DialError. */
  async reach(dial: DialThrough, signal: AbortSignal): Promise<StreamConn> {
    for (;;) {
      try {
        const conn = await dial(this.#lane.dialer);
        this.#reached = this.#lane;
        this.#parts.picker.served?.(this.#lane.name);
        return conn;
      } catch (error) {
        const failure = signal.aborted ? error : this.#afterFailedDial(error);
        if (failure === undefined) continue;
        this.abandon();
        throw failure;
      }
    }
  }

  /** The way at hand has failed: whether there is another attempt to make. */
  leave(reaction: Reaction, cause: DialError): boolean {
    const { name } = this.#lane;
    this.#failures.push(`${name}: ${cause.message}`);
    if (!reaction.movesOn && reaction.isBlamed) this.#reached?.state?.failed(cause);
    if (!reaction.movesOn || !(this.#stays() || this.#takesNext(reaction, cause))) return false;
    this.#parts.observer.movedOn(name, cause);
    return true;
  }

  /** Something has come through the way that was reached. */
  arrived(): void {
    this.#reached?.state?.succeeded();
  }

  /** Nobody will know whether the way at hand would have served. */
  abandon(): void {
    if (this.#isTrial) this.#lane.state?.abandonTrial();
    this.#isTrial = false;
  }

  /** What to fail with, if there is nothing left to try. */
  #afterFailedDial(error: unknown): unknown {
    if (!(error instanceof DialError)) return error;
    const reaction = reactionToDial(error, isDirect(this.#lane) ? "direct" : "upstream");
    if (this.leave(reaction, error)) return undefined;
    return reaction.movesOn && this.#failures.length > 1 ? this.#summary(error) : error;
  }

  /** Once more at the same upstream. */
  #stays(): boolean {
    const hasHadItsTurns = this.#attemptsHere >= this.#parts.limits.attemptsPerUpstream;
    if (hasHadItsTurns || isDirect(this.#lane) || !this.#mayTake(this.#lane)) {
      return false;
    }
    this.#attemptsHere++;
    return true;
  }

  #takesNext({ isBlamed }: Reaction, cause: DialError): boolean {
    if (isBlamed) this.#lane.state?.failed(cause);
    else this.#isInDoubt = true;
    this.abandon();
    const next = this.#advance();
    if (next === undefined) return false;
    this.#lane = next;
    return true;
  }

  #advance(): Lane<StreamDialer> | undefined {
    this.#attemptsHere = 1;
    for (let lane = this.#peek(); lane !== undefined; lane = this.#peek()) {
      if (!this.#mayTake(lane)) return undefined;
      this.#next++;
      if (this.#isAdmitted(lane)) return lane;
      if (!this.#lastResorts.some(isDirect)) this.#lastResorts = [...this.#lastResorts, lane];
    }
    return undefined;
  }

  /** What one target does to a sound way is no reason for the last resort. */
  #peek(): Lane<StreamDialer> | undefined {
    const { lanes } = this.#course;
    if (this.#next < lanes.length) return lanes[this.#next];
    return this.#isInDoubt ? undefined : this.#lastResorts[this.#next - lanes.length];
  }

  /** Attempts are counted of upstreams alone. */
  #mayTake(lane: Lane<StreamDialer>): boolean {
    return isDirect(lane) || this.#failures.length < this.#parts.limits.attempts;
  }

  #isAdmitted({ state }: Lane<StreamDialer>): boolean {
    const isLastResort = this.#next > this.#course.lanes.length;
    const admission = state === undefined || isLastResort ? "free" : state.admit();
    this.#isTrial = admission === "trial";
    return admission !== "refused";
  }

  #summary(cause: DialError): DialError {
    const message = `Cannot reach the target in ${this.#failures.length} attempts: ${
      this.#failures.join("; ")
    }`;
    return new DialError(cause.failure, message, { cause, at: cause.at });
  }
}

function isDirect({ state }: Lane<StreamDialer>): boolean {
  return state === undefined;
}
