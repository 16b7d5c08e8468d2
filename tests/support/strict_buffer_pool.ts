// A BufferPool that watches its borrowers: what is given twice, or was never lent, throws; what is given back is
// overwritten, so that a later look at it is found out.

import { BufferPool } from "../../src/net/buffer_pool.ts";

const POISON = 0xbb;

export class StrictBufferPool extends BufferPool {
  readonly #lent = new Set<Uint8Array>();
  #taken = 0;
  #abandoned = 0;

  /** How many buffers are out now. */
  get lent(): number {
    return this.#lent.size;
  }

  /** How many were ever asked for. */
  get taken(): number {
    return this.#taken;
  }

  /** How many were left to the collector by those who had them. */
  get abandoned(): number {
    return this.#abandoned;
  }

  override take(bytes: number): Uint8Array<ArrayBuffer> {
    return this.#lend(super.take(bytes));
  }

  override takeBulk(): Uint8Array<ArrayBuffer> {
    const buffer = super.takeBulk();
    // When there is no large one it is one of take(), which has been noted.
    return this.#lent.has(buffer) ? buffer : this.#lend(buffer);
  }

  override give(buffer: Uint8Array<ArrayBuffer>): void {
    this.#takeBack(buffer);
    buffer.fill(POISON);
    super.give(buffer);
  }

  override abandon(buffer: Uint8Array<ArrayBuffer>): void {
    this.#takeBack(buffer);
    this.#abandoned++;
    super.abandon(buffer);
  }

  #lend(buffer: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (this.#lent.has(buffer)) throw new Error("A buffer is lent to two borrowers at once");
    this.#lent.add(buffer);
    this.#taken++;
    return buffer;
  }

  #takeBack(buffer: Uint8Array): void {
    if (!this.#lent.delete(buffer)) throw new Error("A buffer is given back that is not lent");
  }
}
