// Random bytes that a seed brings back: a probe that has found something can be sent again.

export class Noise {
  #state: number;

  constructor(seed: number) {
    // xorshift stands still at 0.
    this.#state = Math.imul(seed + 1, 0x9E3779B9) || 1;
    for (let i = 0; i < 8; i++) this.#word();
  }

  bytes(length: number): Uint8Array {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let i = 0; i < words.length; i++) words[i] = this.#word();
    return new Uint8Array(words.buffer, 0, length);
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.#word() >>> 0) / 2 ** 32 * limit);
  }

  /** The same things in another order (Fisher and Yates). */
  shuffled<T>(things: readonly T[]): T[] {
    const shuffled = [...things];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const other = this.below(i + 1);
      [shuffled[i], shuffled[other]] = [shuffled[other]!, shuffled[i]!];
    }
    return shuffled;
  }

  /** xorshift32 (Marsaglia 2003). */
  #word(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    return this.#state ^= this.#state << 5;
  }
}
