// The nonce of a record stream: a little-endian counter from 0 (SIP004). One counter belongs to one writer or reader.

export class NonceCounter {
  /** The nonce handed out last; all ones before the first, which increments to zero. */
  readonly #nonce: Uint8Array;
  #started = false;

  /** `last`: the nonce that was used last, for a counter that does not begin at 0. */
  constructor(bytes: number, last?: Uint8Array) {
    this.#nonce = last === undefined ? new Uint8Array(bytes).fill(0xff) : last.slice();
    this.#started = last !== undefined;
  }

  /** The next nonce, valid until the next call. Throws rather than begin anew: a nonce used twice betrays the key. */
  next(): Uint8Array {
    const wrapped = increment(this.#nonce);
    if (wrapped && this.#started) {
      this.#nonce.fill(0xff);
      throw new RangeError("Cannot seal another record: the nonces of this key are spent");
    }
    this.#started = true;
    return this.#nonce;
  }
}

/** Adds one; `true` when the number has wrapped. */
function increment(littleEndian: Uint8Array): boolean {
  for (let i = 0; i < littleEndian.length; i++) {
    const byte = (littleEndian[i]! + 1) & 0xff;
    littleEndian[i] = byte;
    if (byte !== 0) return false;
  }
  return true;
}
