// Cuts a stream of chunks into pieces of the lengths asked for. A piece that lies within one chunk is a view of it;
// only one that spans chunks is put together in a buffer of its own, sized for it.

import type { BufferPool } from "../net/buffer_pool.ts";

const NOTHING = new Uint8Array(0);

export class PieceCutter {
  readonly #buffers: BufferPool;
  #chunk: Uint8Array = NOTHING;
  #begun: Uint8Array<ArrayBuffer> | undefined;
  #begunLength = 0;

  constructor(buffers: BufferPool) {
    this.#buffers = buffers;
  }

  /** How many bytes have come and were not taken. */
  get length(): number {
    return this.#begunLength + this.#chunk.length;
  }

  /** Adds a chunk; the one before must have been taken up by `take()` returning `undefined`. */
  feed(chunk: Uint8Array): void {
    this.#chunk = chunk;
  }

  /**
   * The next `length` bytes, valid until the next call; `undefined` until more is fed, and then the same length must be
   * asked for again.
   */
  take(length: number): Uint8Array | undefined {
    if (this.#begun !== undefined && this.#begunLength === 0) this.#giveBack(this.#begun);
    if (this.#begun === undefined && this.#chunk.length >= length) return this.#cut(length);
    if (this.#chunk.length === 0) return undefined;
    const begun = this.#begun ??= this.#buffers.take(length);
    const added = this.#cut(Math.min(length - this.#begunLength, this.#chunk.length));
    begun.set(added, this.#begunLength);
    this.#begunLength += added.length;
    if (this.#begunLength < length) return undefined;
    // Complete: the next call gives the buffer back.
    this.#begunLength = 0;
    return begun.subarray(0, length);
  }

  #cut(length: number): Uint8Array {
    const piece = this.#chunk.subarray(0, length);
    // Even an empty view would keep the whole chunk alive.
    this.#chunk = length === this.#chunk.length ? NOTHING : this.#chunk.subarray(length);
    return piece;
  }

  #giveBack(buffer: Uint8Array<ArrayBuffer>): void {
    this.#begun = undefined;
    this.#buffers.give(buffer);
  }
}
