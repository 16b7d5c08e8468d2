// Remembers the salts of authentic AEAD-2017 streams, so that a recording of one is not served again. Exact, in two
// generations of full salts: when the younger is full it becomes the older and the older is forgotten. One filter serves
// all workers: each has an instance on the same memory, and a salt is admitted once, whoever asks.

import { GenerationCounter } from "./generation_counter.ts";
import { allocateSaltMemory, mapSaltMemory } from "./salt_memory.ts";
import { TwoGenerations } from "./two_generations.ts";

export class SaltFilter {
  /** What a worker needs to join: `new SaltFilter(memory)`. */
  readonly memory: SharedArrayBuffer;
  readonly #counter: GenerationCounter;
  readonly #salts: TwoGenerations;

  constructor(memory: SharedArrayBuffer = allocateSaltMemory()) {
    const map = mapSaltMemory(memory);
    this.memory = memory;
    this.#counter = new GenerationCounter(map.counter, map.generation);
    this.#salts = new TwoGenerations(map, this.#counter);
  }

  /** Whether the salt is new, as {@link TwoGenerations.admit}. */
  admit(salt: Uint8Array): boolean {
    return this.#salts.admit(salt);
  }

  /** How many salts are remembered. */
  get size(): number {
    return this.#counter.size;
  }
}
