// One salt as the tables want it: words instead of bytes, and where to begin looking. Holds one at a time, so that a
// look-up allocates nothing.

import { halfSipHash } from "./half_sip_hash.ts";

const MAX_SALT_BYTES = 32;
export const MAX_SALT_WORDS = MAX_SALT_BYTES / 4;

export interface SaltKey {
  /** {@link MAX_SALT_WORDS} words: the salt, zeros behind it. */
  readonly words: ArrayLike<number>;
  /** Of the salt, in bytes. */
  readonly length: number;
  readonly hash: number;
}

export class SaltWords implements SaltKey {
  readonly words: Int32Array = new Int32Array(MAX_SALT_WORDS);
  readonly #bytes = new Uint8Array(this.words.buffer);
  readonly #seed: Int32Array;
  #length = 0;
  #hash = 0;

  /** `seed`: what keeps strangers from choosing salts that collide. */
  constructor(seed: Int32Array) {
    this.#seed = seed;
  }

  get length(): number {
    return this.#length;
  }

  get hash(): number {
    return this.#hash;
  }

  set(salt: Uint8Array): void {
    if (salt.length === 0 || salt.length > MAX_SALT_BYTES || salt.length % 4 !== 0) {
      throw new RangeError(`Cannot remember a salt of ${salt.length} bytes`);
    }
    if (salt.length < this.#length) this.#bytes.fill(0, salt.length);
    this.#bytes.set(salt);
    this.#length = salt.length;
    this.#hash = halfSipHash(this.words, salt.length, this.#seed);
  }
}
