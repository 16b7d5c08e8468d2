// Which generation of salts is the young one, and how many it holds: one shared word, so that both change in one step.
//
//   31      30          17 16            0
//   +------+--------------+---------------+
//   | aged | epoch        | salts counted |
//   +------+--------------+---------------+
//
// `aged`: there is an old generation as well, a full one.

import { EPOCH_BITS, EPOCH_MASK, epochAfter } from "./epoch.ts";
import type { Generations } from "./two_generations.ts";

const COUNT_BITS = 31 - EPOCH_BITS;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
const AGED = 1 << 31;

/** What a generation can hold. */
export const MAX_GENERATION = COUNT_MASK;

export class GenerationCounter implements Generations {
  /** What is full begins the next one. */
  readonly isFull = false;
  readonly #word: Int32Array;
  readonly #generation: number;

  /** `word`: one shared word, zero at first. `generation`: how many salts make one generation. */
  constructor(word: Int32Array, generation: number) {
    if (generation > MAX_GENERATION) {
      throw new RangeError(`Cannot count generations of ${generation} salts`);
    }
    this.#word = word;
    this.#generation = generation;
  }

  get young(): number {
    return epochOf(this.#state);
  }

  get isAged(): boolean {
    return (this.#state & AGED) !== 0;
  }

  /** The salt may be the last of its generation. */
  count(epoch: number): boolean {
    for (;;) {
      const state = this.#state;
      if (epochOf(state) !== epoch) return false;
      const isLast = (state & COUNT_MASK) + 1 === this.#generation;
      const next = isLast ? AGED | epochAfter(epoch) << COUNT_BITS : state + 1;
      if (Atomics.compareExchange(this.#word, 0, state, next) === state) return true;
    }
  }

  /** How many salts both generations hold. */
  get size(): number {
    const state = this.#state;
    return (state & COUNT_MASK) + ((state & AGED) === 0 ? 0 : this.#generation);
  }

  get #state(): number {
    return Atomics.load(this.#word, 0);
  }
}

function epochOf(state: number): number {
  return state >>> COUNT_BITS & EPOCH_MASK;
}
