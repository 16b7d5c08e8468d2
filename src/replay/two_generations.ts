// Salts in two generations that take turns: a new one comes into the young generation, and is known for as long as that
// is the young or the old one. Shared by workers: each has an instance on the same memory.

import { epochBefore } from "./epoch.ts";
import type { SaltMemory } from "./salt_memory.ts";
import { SaltTable } from "./salt_table.ts";
import { SaltWords } from "./salt_words.ts";

/** Which generation is the young one, and what ends it. */
export interface Generations {
  /** Its epoch. */
  readonly young: number;
  /** It takes no more until the next one begins. */
  readonly isFull: boolean;
  /** Whether there has been a generation before the young one. */
  readonly isAged: boolean;
  /** Counts one more salt; `false`: the epoch is over. */
  count(epoch: number): boolean;
}

export class TwoGenerations {
  readonly #generations: Generations;
  readonly #even: SaltTable;
  readonly #odd: SaltTable;
  readonly #salt: SaltWords;

  constructor({ seed, tables }: SaltMemory, generations: Generations) {
    this.#generations = generations;
    this.#even = new SaltTable(tables[0]);
    this.#odd = new SaltTable(tables[1]);
    // A copy of the seed: private memory is quicker to read.
    this.#salt = new SaltWords(seed.slice());
  }

  /**
   * Whether the salt is new; it is known from now on. Call it in the same turn as the first tag is found right: an
   * `await` between would let two copies of one stream pass.
   *
   * A salt is admitted by being counted in the epoch in which it was put down, while that epoch lasts. So all that the
   * old generation has admitted stands in its table before the young one begins, and among copies in one epoch the
   * table lets one in. Who is overtaken by a new epoch puts the salt down there as well, and does not take its own
   * entry in the old one for a copy's.
   */
  admit(salt: Uint8Array): boolean {
    const key = this.#salt;
    key.set(salt);
    let ours: number | undefined;
    for (;;) {
      const epoch = this.#generations.young;
      if (this.#generations.isFull || this.#isOld(epochBefore(epoch), ours)) return false;
      if (this.#tableOf(epoch).insert(key, epoch)) {
        if (this.#generations.count(epoch)) return true;
        ours = epoch;
      } else if (this.#generations.young === epoch) return false;
    }
  }

  #isOld(epoch: number, ours: number | undefined): boolean {
    if (epoch === ours || !this.#generations.isAged) return false;
    return this.#tableOf(epoch).has(this.#salt, epoch);
  }

  #tableOf(epoch: number): SaltTable {
    return (epoch & 1) === 0 ? this.#even : this.#odd;
  }
}
