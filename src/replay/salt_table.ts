// The salts of one generation in shared memory: open addressing, filled by any number of workers at once without a
// lock, since a worker may be ended at any instruction and a lock would stay locked. A slot's first word says whose
// it is and never falls back to an older epoch, so a generation that is over needs no clearing.
//
//   31      22 21       8 7      2 1     0     31                            0
//   +---------+----------+--------+-------+    +-----------------------------+
//   | 0       | epoch    | length | state |    | cell of the salt, from 1    |
//   +---------+----------+--------+-------+    +-----------------------------+
//
//            claim                       publish
//   older ----------> WRITING of epoch ----------> READY of epoch    a salt of this generation
//                          |   somebody waited too long    released
//                          +----------------------------> ABANDONED ----------> READY, length 0: nobody's
//
// A salt belongs into the first slot of its path that is older than the epoch, and whoever goes past a slot has seen
// there, or written there, this epoch or a newer one. So two workers with one salt meet at one slot, where one
// compare-and-swap decides. A slot whose writer was too slow is passed for good: that writer may still be writing, so
// it alone may release the slot; if it has died, the slot is lost, which is all that its death costs.

import { ageOf, EPOCH_MASK } from "./epoch.ts";
import { MAX_SALT_WORDS, type SaltKey } from "./salt_words.ts";

const WRITING = 1;
const READY = 2;
const ABANDONED = 3;
const STATE_MASK = 3;
const LENGTH_SHIFT = 2;
const EPOCH_SHIFT = 8;
/** Memory as it comes: older than every epoch. */
const NEVER_USED = 0;

/**
 * At a load of one half and random hashes the longest path of 131,072 is about 65 slots, and nobody can make salts for
 * a longer one without the seed. So a salt that finds no room is refused: to make room would be to forget others.
 */
const MAX_PROBES = 256;

/** Looks, a few microseconds in all: publishing takes a fraction of one, unless the writer has been interrupted. */
const PATIENCE = 100;

type Meeting = "taken" | "same" | "other";

export interface SaltTableMemory {
  /** Two words each, a power of two of them. */
  readonly slots: Int32Array;
  /** Cells of {@link MAX_SALT_WORDS} words, as many as slots. */
  readonly cells: Int32Array;
  /** One word: how many cells are in use. */
  readonly used: Int32Array;
}

export class SaltTable {
  readonly #slots: Int32Array;
  readonly #cells: Int32Array;
  readonly #used: Int32Array;
  readonly #mask: number;

  constructor({ slots, cells, used }: SaltTableMemory) {
    this.#slots = slots;
    this.#cells = cells;
    this.#used = used;
    this.#mask = slots.length - 1;
  }

  /** Whether `salt` was published in `epoch` before the call; what is being written is not waited for. */
  has(salt: SaltKey, epoch: number): boolean {
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const at = this.#at(salt, probe);
      const header = Atomics.load(this.#slots, at);
      if (isOlder(header, epoch)) return false;
      if (this.#holds(at, header, salt, epoch)) return true;
    }
    return false;
  }

  /** Puts `salt` into the generation of `epoch`; `false`: it is there already, or there is no room near its place. */
  insert(salt: SaltKey, epoch: number): boolean {
    for (;;) {
      const at = this.#claim(salt, epoch);
      if (at === undefined) return false;
      this.#write(at, salt);
      if (this.#publish(at, salt, epoch)) return true;
      // Too late: others have gone past, perhaps with the same salt.
      this.#release(at);
    }
  }

  /** The slot that is ours to write. */
  #claim(salt: SaltKey, epoch: number): number | undefined {
    for (let probe = 0; probe < MAX_PROBES; probe++) {
      const at = this.#at(salt, probe);
      const meeting = this.#meet(at, salt, epoch);
      if (meeting === "taken") return at;
      if (meeting === "same") return undefined;
    }
    return undefined;
  }

  /** Comes to a slot, and stays until it is ours, or settled and somebody else's. */
  #meet(at: number, salt: SaltKey, epoch: number): Meeting {
    for (let waited = 0;;) {
      const header = Atomics.load(this.#slots, at);
      const state = header & STATE_MASK;
      const older = isOlder(header, epoch);
      if (older && (header === NEVER_USED || state === READY)) {
        if (this.#swap(at, header, headerOf(epoch, salt.length, WRITING))) return "taken";
      } else if (!older && (state !== WRITING || epochOf(header) !== epoch)) {
        return this.#holds(at, header, salt, epoch) ? "same" : "other";
      } else if (older || ++waited > PATIENCE) {
        if (this.#swap(at, header, headerOf(epoch, 0, ABANDONED))) return "other";
      }
    }
  }

  /**
   * Plain writes and, in `#holds`, plain reads: the atomic header between them puts them in order. A slot keeps its
   * cell, so cells fill memory from the bottom and a quiet server touches few pages.
   */
  #write(at: number, salt: SaltKey): void {
    this.#slots[at + 1] ||= Atomics.add(this.#used, 0, 1) + 1;
    const cell = this.#cellAt(at);
    for (let i = 0; i < MAX_SALT_WORDS; i++) this.#cells[cell + i] = salt.words[i]!;
  }

  #publish(at: number, salt: SaltKey, epoch: number): boolean {
    const writing = headerOf(epoch, salt.length, WRITING);
    return this.#swap(at, writing, headerOf(epoch, salt.length, READY));
  }

  #release(at: number): void {
    for (;;) {
      const header = Atomics.load(this.#slots, at);
      if (this.#swap(at, header, headerOf(epochOf(header), 0, READY))) return;
    }
  }

  #holds(at: number, header: number, salt: SaltKey, epoch: number): boolean {
    if (header !== headerOf(epoch, salt.length, READY)) return false;
    const cell = this.#cellAt(at);
    for (let i = 0; i < MAX_SALT_WORDS; i++) {
      if (this.#cells[cell + i] !== salt.words[i]) return false;
    }
    return true;
  }

  #at(salt: SaltKey, probe: number): number {
    return (salt.hash + probe) << 1 & this.#mask;
  }

  #cellAt(at: number): number {
    return (this.#slots[at + 1]! - 1) * MAX_SALT_WORDS;
  }

  #swap(at: number, expected: number, header: number): boolean {
    return Atomics.compareExchange(this.#slots, at, expected, header) === expected;
  }
}

function headerOf(epoch: number, length: number, state: number): number {
  return epoch << EPOCH_SHIFT | length << LENGTH_SHIFT | state;
}

function epochOf(header: number): number {
  return header >>> EPOCH_SHIFT & EPOCH_MASK;
}

function isOlder(header: number, epoch: number): boolean {
  return header === NEVER_USED || ageOf(epochOf(header), epoch) > 0;
}
