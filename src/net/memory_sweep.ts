// After a burst of connections, gives its memory back to the system: a look at the buffer pool every few seconds for as
// long as it keeps anything, and after much was let go, the C library's free pages. At rest there is no timer.

import type { BufferPool } from "./buffer_pool.ts";
import type { Clock } from "./clock.ts";

/** Between two looks; what was free all that time was not needed. */
export const LOOK_MS = 5000;

/** Buffers of so many bytes are those of about a thousand connections; less is not worth the looking after. */
const MUCH_BYTES = 2 * 1024 * 1024;

/**
 * Freed memory is only free when V8 has collected the objects that held it, which it does when the program has been calm
 * for 10 to 25 s (measured). Until then, and when there is nothing to be had, trimming takes 0.3 to 2 ms; the one time
 * that counts, after 9,000 connections, 8 to 18 ms for 35 to 60 MB.
 */
const TRIMS = 8;

export interface MemorySweepParts {
  readonly clock: Clock;
  /** Gives free pages of the heap back to the system; does nothing where that cannot be had. */
  readonly trimHeap: () => void;
}

export class MemorySweep {
  readonly #parts: MemorySweepParts;
  #alarm: object | undefined;
  #released = 0;
  #trimsLeft = 0;

  constructor(parts: MemorySweepParts) {
    this.#parts = parts;
  }

  /** Looks after `pool` until there is nothing left to do. Idempotent. */
  watch(pool: BufferPool): void {
    this.#alarm ??= this.#parts.clock.at(LOOK_MS, () => this.#look(pool));
  }

  #look(pool: BufferPool): void {
    this.#alarm = undefined;
    this.#released += pool.shrink();
    if (this.#released >= MUCH_BYTES) {
      // While bytes are still moving they would only be fetched again.
      this.#released = 0;
      this.#trimsLeft = TRIMS;
    } else if (this.#trimsLeft > 0) {
      this.#trimsLeft--;
      this.#parts.trimHeap();
    }
    if (this.#trimsLeft > 0 || !pool.isEmpty) this.watch(pool);
  }
}
