// Remembers the salts of authentic 2022 streams for as long as their timestamps are taken (SIP022 3.1.5). Exact, and
// bounded: when there is no room a new salt is refused, since to forget a young one would let a recording of it pass. One
// pool serves all workers, each with an instance on the same memory.
//
// Workers have no common monotonic clock. So one isolate alone turns the generations, by its own (SaltRotation): a salt
// stays for the rest of its generation and the whole of the next.

import type { Cancel, Clock } from "../net/clock.ts";
import { epochAfter } from "./epoch.ts";
import { allocateSaltMemory, mapSaltMemory } from "./salt_memory.ts";
import { type Generations, TwoGenerations } from "./two_generations.ts";

/**
 * A timestamp is taken from 30 s before to 30 s after it, both in whole seconds: for almost 61 s. A second more, because
 * the clock on the wall may be slewed.
 */
export const TURN_MS = 62_000;

/** In one turn: 8,000 new streams a second, in up to 48 MB with the turn before. */
const CAPACITY = 2 ** 19;

export class SaltPool {
  /** What a worker needs to join: `new SaltPool(memory)`. */
  readonly memory: SharedArrayBuffer;
  readonly #turns: Turns;
  readonly #salts: TwoGenerations;

  constructor(memory: SharedArrayBuffer = allocateSaltMemory({ generation: CAPACITY })) {
    const map = mapSaltMemory(memory);
    this.memory = memory;
    this.#turns = new Turns(map.counter, map.generation);
    this.#salts = new TwoGenerations(map, this.#turns);
  }

  /** Whether the salt is new, and there is room for it; as {@link TwoGenerations.admit}. */
  admit(salt: Uint8Array): boolean {
    return this.#salts.admit(salt);
  }

  /** How many salts this turn has brought. */
  get young(): number {
    return this.#turns.size;
  }

  /** Begins the next generation and forgets the one before the last. For one isolate, {@link TURN_MS} apart. */
  turn(): void {
    this.#turns.next();
  }
}

/** Turns a pool for as long as it is not cancelled. */
export class SaltRotation implements Cancel {
  readonly #pool: SaltPool;
  readonly #clock: Clock;
  #alarm: Cancel;

  constructor(pool: SaltPool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
    this.#alarm = this.#wait();
  }

  cancel(): void {
    this.#alarm.cancel();
  }

  #wait(): Cancel {
    return this.#clock.at(TURN_MS, () => {
      this.#pool.turn();
      this.#alarm = this.#wait();
    });
  }
}

/**
 * Two shared words: the epoch, and how many salts it has. That they change one after the other does no harm: a salt is in
 * when its epoch still lasts behind the insertion, and the count is only a bound, which workers may miss by a few.
 */
class Turns implements Generations {
  readonly isAged = true;
  readonly #words: Int32Array;
  readonly #capacity: number;
  #old = 0;

  constructor(words: Int32Array, capacity: number) {
    this.#words = words;
    this.#capacity = capacity;
  }

  get young(): number {
    return Atomics.load(this.#words, 0);
  }

  get size(): number {
    return Atomics.load(this.#words, 1);
  }

  get isFull(): boolean {
    return this.size >= this.#capacity;
  }

  count(epoch: number): boolean {
    if (this.young !== epoch) return false;
    Atomics.add(this.#words, 1, 1);
    return true;
  }

  /** Stands still while there is nothing to forget, so that epochs come round only where they are written over. */
  next(): void {
    const ended = this.size;
    if (ended === 0 && this.#old === 0) return;
    this.#old = ended;
    Atomics.store(this.#words, 0, epochAfter(this.young));
    Atomics.store(this.#words, 1, 0);
  }
}
