// The moment by which a connection must be over with what it is at; there is one at a time.

import type { Cancel, Clock } from "../net/clock.ts";

/** An alarm on an idle machine is as late as this. */
const ON_TIME_MS = 5;
/** For the reads that have been waiting since before the alarm. */
const CATCH_UP_MS = 1;

export class Deadline {
  readonly #clock: Clock;
  #alarm: Cancel | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Also once it has passed, until it is cancelled. */
  get isSet(): boolean {
    return this.#alarm !== undefined;
  }

  /** In place of the one before. `passed` is called `ms` milliseconds from now. */
  set(ms: number, passed: () => void): void {
    this.cancel();
    const due = this.#clock.now() + ms;
    this.#alarm = this.#clock.at(ms, () => this.#ring(due, passed));
  }

  cancel(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }

  /**
   * Whoever was held up reads first: bytes that came meanwhile lie unread, and to close on them sends RST, which tells a
   * prober of the stall and of us.
   */
  #ring(due: number, passed: () => void): void {
    if (this.#clock.now() - due <= ON_TIME_MS) passed();
    else this.#alarm = this.#clock.at(CATCH_UP_MS, passed);
  }
}
