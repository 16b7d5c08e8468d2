// The nonce of a record stream: a little-endian counter from 0 (SIP004). One counter belongs to one writer or reader.

export class NonceCounter {
  readonly #nonce: Uint8Array;
  #next: number;

  /**
   * `nonce` is where each one is written. All streams of a suite share it: an array of its own, once a library has been
   * shown it, costs a connection more than half a kilobyte.
   */
  constructor(nonce: Uint8Array, first = 0) {
    this.#nonce = nonce;
    this.#next = first;
  }

  /**
   * The next nonce, valid until anybody asks for another: use it in this turn. Throws rather than count further than a
   * number can, long before it would begin anew: a nonce used twice betrays the key.
   */
  next(): Uint8Array {
    if (this.#next > Number.MAX_SAFE_INTEGER) {
      throw new RangeError("Cannot seal another record: the nonces of this key are spent");
    }
    writeLittleEndian(this.#next++, this.#nonce);
    return this.#nonce;
  }
}

/** Fills all of `out`. */
function writeLittleEndian(count: number, out: Uint8Array): void {
  for (let i = 0, rest = count; i < out.length; i++) {
    out[i] = rest & 0xff;
    rest = Math.floor(rest / 256);
  }
}
