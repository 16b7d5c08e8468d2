// Remembers the salts of authentic streams, so that a recording of one is not served again. Exact, in two generations
// of full salts: when the younger is full it becomes the older and the older is forgotten. Between 100,000 and 200,000
// streams are remembered, in at most about 25 MB.

const GENERATION = 100_000;

export class SaltFilter {
  readonly #generation: number;
  #young = new Set<string>();
  #old = new Set<string>();

  constructor(generation: number = GENERATION) {
    this.#generation = generation;
  }

  /**
   * Whether the salt is new; it is known from now on. Call it in the same turn as the first tag is found right: an
   * `await` between would let two copies of one stream pass.
   */
  admit(salt: Uint8Array): boolean {
    const key = salt.toHex();
    if (this.#young.has(key) || this.#old.has(key)) return false;
    if (this.#young.size >= this.#generation) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(key);
    return true;
  }

  /** How many salts are remembered. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
