// A BufferPool that watches its borrowers: what is given twice, or was never lent, throws; what is given back is
// overwritten, so that a later look at it is found out.

import { BufferPool } from "../../src/net/buffer_pool.ts";

const POISON = 0xbb;

export class StrictBufferPool extends BufferPool {
  readonly #lent = new Set<Uint8Array>();
  #taken = 0;

  /** How many buffers are out now. */
  get lent(): number {
    return this.#lent.size;
  }

  /** How many were ever asked for. */
  get taken(): number {
    return this.#taken;
  }

  override take(bytes: number): Uint8Array<ArrayBuffer> {
    const buffer = super.take(bytes);
    if (this.#lent.has(buffer)) throw new Error("A buffer is lent to two borrowers at once");
    this.#lent.add(buffer);
    this.#taken++;
    return buffer;
  }

  override give(buffer: Uint8Array<ArrayBuffer>): void {
    if (!this.#lent.delete(buffer)) throw new Error("A buffer is given back that is not lent");
    buffer.fill(POISON);
    super.give(buffer);
  }
}
