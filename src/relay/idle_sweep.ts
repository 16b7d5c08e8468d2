// One look at all connections each second instead of one timer for each: a connection that has not moved for too long
// is told so. What moves costs one assignment, not a timer.

import type { Cancel, Clock } from "../net/clock.ts";

const SWEEP_MS = 1000;

/** What the sweep looks at. */
export interface Sweepable {
  /** How long it may rest now, in milliseconds. */
  readonly idleLimitMs: number;
  /** The sweep's `now` when it last moved. */
  readonly movedAt: number;
  /** Called once the limit has passed; removes itself. */
  expire(): void;
}

export class IdleSweep {
  readonly #clock: Clock;
  readonly #entries = new Set<Sweepable>();
  #alarm: Cancel | undefined;
  #now: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#now = clock.now();
  }

  /** The time of the last sweep: coarse, and cheap enough to read for each chunk. */
  get now(): number {
    return this.#now;
  }

  add(entry: Sweepable): void {
    // Sweeps pause while there is nothing to look at.
    if (this.#entries.size === 0) this.#now = this.#clock.now();
    this.#entries.add(entry);
    this.#alarm ??= this.#clock.at(SWEEP_MS, () => this.#sweep());
  }

  /** Idempotent. */
  remove(entry: Sweepable): void {
    this.#entries.delete(entry);
  }

  #sweep(): void {
    this.#now = this.#clock.now();
    for (const entry of this.#entries) {
      if (this.#now - entry.movedAt >= entry.idleLimitMs) entry.expire();
    }
    this.#alarm = this.#entries.size === 0
      ? undefined
      : this.#clock.at(SWEEP_MS, () => this.#sweep());
  }
}
