// Remembers the salts of authentic streams, so that a recording of one is not served again. Exact, in two generations
// of full salts: when the younger is full it becomes the older and the older is forgotten. One filter serves all
// workers: each has an instance on the same memory, and a salt is admitted once, whoever asks.

import { epochBefore } from "./epoch.ts";
import { GenerationCounter } from "./generation_counter.ts";
import { allocateSaltMemory, mapSaltMemory } from "./salt_memory.ts";
import { SaltTable } from "./salt_table.ts";
import { SaltWords } from "./salt_words.ts";

export class SaltFilter {
  /** What a worker needs to join: `new SaltFilter(memory)`. */
  readonly memory: SharedArrayBuffer;
  readonly #counter: GenerationCounter;
  readonly #even: SaltTable;
  readonly #odd: SaltTable;
  readonly #salt: SaltWords;

  constructor(memory: SharedArrayBuffer = allocateSaltMemory()) {
    const { generation, seed, counter, tables } = mapSaltMemory(memory);
    this.memory = memory;
    this.#counter = new GenerationCounter(counter, generation);
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
      const epoch = this.#counter.young;
      if (this.#isOld(epochBefore(epoch), ours)) return false;
      if (this.#tableOf(epoch).insert(key, epoch)) {
        if (this.#counter.count(epoch)) return true;
        ours = epoch;
      } else if (this.#counter.young === epoch) return false;
    }
  }

  /** How many salts are remembered. */
  get size(): number {
    return this.#counter.size;
  }

  #isOld(epoch: number, ours: number | undefined): boolean {
    if (epoch === ours || !this.#counter.isAged) return false;
    return this.#tableOf(epoch).has(this.#salt, epoch);
  }

  #tableOf(epoch: number): SaltTable {
    return (epoch & 1) === 0 ? this.#even : this.#odd;
  }
}
