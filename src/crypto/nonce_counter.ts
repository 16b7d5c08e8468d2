// The nonce of a record stream: a little-endian counter from 0 (SIP004). One counter belongs to one writer or reader.

export class NonceCounter {
  readonly #next: Uint8Array;
  readonly #current: Uint8Array;
  #spent = false;

  constructor(bytes: number, start?: Uint8Array) {
    this.#next = start === undefined ? new Uint8Array(bytes) : start.slice();
    this.#current = new Uint8Array(bytes);
  }

  /** The next nonce, valid until the next call. Throws rather than begin anew: a nonce used twice betrays the key. */
  next(): Uint8Array {
    if (this.#spent) {
      throw new RangeError("Cannot seal another record: the nonces of this key are spent");
    }
    this.#current.set(this.#next);
    this.#spent = increment(this.#next);
    return this.#current;
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
