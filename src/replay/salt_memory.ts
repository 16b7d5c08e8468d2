// The memory of a salt filter or pool, which workers share. All of it is zero at first and made of pages that the system
// hands out as they are touched. Generations of 100,000 reserve 21 MB; of these the first salts take up to 2 MB of
// slots, then 32 bytes each: 2.3 MB with 8,000 salts, 5 MB with 100,000.

import type { SaltTableMemory } from "./salt_table.ts";
import { MAX_SALT_WORDS } from "./salt_words.ts";

/** 100,000 to 200,000 salts are remembered: at 100 a second those of the last quarter of an hour at least. */
const GENERATION = 100_000;

/** Twice 40 MB of salts, and paths that the tables still find short. */
const MAX_SALTS = 2 ** 19;

/** Small tables too have room for slots that are lost or written late. */
const MIN_SLOTS = 1024;

/** Words at the beginning, each on a cache line of its own where workers write to it all the time. */
const WORD = {
  generation: 0,
  seed: 1,
  counter: 16,
  usedEven: 32,
  usedOdd: 48,
  tables: 64,
} as const;

const SLOT_WORDS = 2;

export interface SaltMemory {
  readonly generation: number;
  readonly seed: Int32Array;
  /** Two words for whoever counts. */
  readonly counter: Int32Array;
  /** Of even epochs and of odd ones. */
  readonly tables: readonly [even: SaltTableMemory, odd: SaltTableMemory];
}

export interface SaltMemoryOptions {
  /** How many salts make a generation; the last two are remembered. */
  readonly generation?: number;
  /** Two random words, fresh for each memory. */
  readonly seed?: Int32Array;
}

export function allocateSaltMemory(options: SaltMemoryOptions = {}): SharedArrayBuffer {
  const { generation = GENERATION, seed = crypto.getRandomValues(new Int32Array(2)) } = options;
  if (!Number.isInteger(generation) || generation < 1 || generation > MAX_SALTS) {
    throw new RangeError(`Cannot remember generations of ${generation} salts`);
  }
  const words = WORD.tables + 2 * slotsFor(generation) * (SLOT_WORDS + MAX_SALT_WORDS);
  const memory = new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT);
  const head = new Int32Array(memory, 0, WORD.tables);
  head[WORD.generation] = generation;
  head.set(seed, WORD.seed);
  return memory;
}

/** What is where in memory that `allocateSaltMemory()` has made, here or in another worker. */
export function mapSaltMemory(memory: SharedArrayBuffer): SaltMemory {
  const at = (word: number, length: number) => new Int32Array(memory, word * 4, length);
  const generation = at(WORD.generation, 1)[0]!;
  const slots = slotsFor(generation);
  const table = (number: number, used: number): SaltTableMemory => {
    const begin = WORD.tables + number * slots * (SLOT_WORDS + MAX_SALT_WORDS);
    return {
      used: at(used, 1),
      slots: at(begin, slots * SLOT_WORDS),
      cells: at(begin + slots * SLOT_WORDS, slots * MAX_SALT_WORDS),
    };
  };
  return {
    generation,
    seed: at(WORD.seed, 2),
    counter: at(WORD.counter, 2),
    tables: [table(0, WORD.usedEven), table(1, WORD.usedOdd)],
  };
}

/** A power of two, at most half of them in use: paths stay short. */
function slotsFor(generation: number): number {
  return Math.max(MIN_SLOTS, 1 << (32 - Math.clz32(2 * generation - 1)));
}
