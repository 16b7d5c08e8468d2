// The free buffers of one size. The last one given is the next one taken, so what lies at the bottom is what nobody has
// needed for longest.

export interface ShelfSize {
  readonly bytes: number;
  /** How many free ones are kept at most. */
  readonly keeps: number;
}

export class BufferShelf {
  readonly bytes: number;
  readonly #keeps: number;
  readonly #free: Uint8Array<ArrayBuffer>[] = [];
  /** How many were free all the time since the last `shrink()`. */
  #unused = 0;

  constructor({ bytes, keeps }: ShelfSize) {
    this.bytes = bytes;
    this.#keeps = keeps;
  }

  get isEmpty(): boolean {
    return this.#free.length === 0;
  }

  take(): Uint8Array<ArrayBuffer> {
    const buffer = this.#free.pop() ?? new Uint8Array(this.bytes);
    if (this.#free.length < this.#unused) this.#unused = this.#free.length;
    return buffer;
  }

  /** `false`: there is no room, and the collector has it. */
  give(buffer: Uint8Array<ArrayBuffer>): boolean {
    if (this.#free.length >= this.#keeps) return false;
    this.#free.push(buffer);
    return true;
  }

  /** Lets go of what has not been needed since the last call, and returns how many bytes that were. */
  shrink(): number {
    const unused = this.#unused;
    this.#free.splice(0, unused);
    this.#unused = this.#free.length;
    return unused * this.bytes;
  }
}
