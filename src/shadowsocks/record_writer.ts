// Plain bytes -> sealed records on a stream: all records of a write are sealed into one buffer and leave in one write.

import type { Aead } from "../crypto/aead.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import { NonceCounter } from "../crypto/nonce_counter.ts";
import type { BufferPool } from "../net/buffer_pool.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { LENGTH_BYTES, SEALED_LENGTH_BYTES } from "./record.ts";
import type { Beginning, OutgoingOpening } from "./stream_opening.ts";

export interface WriterParts {
  /** Of this stream alone. */
  readonly opening: OutgoingOpening;
  readonly buffers: BufferPool;
}

export class RecordWriter {
  readonly #lower: StreamConn;
  readonly #buffers: BufferPool;
  readonly #maxPayloadBytes: number;
  readonly #nonces: NonceCounter;
  /** Until the first write. */
  #opening: OutgoingOpening | undefined;
  #aead: Aead | undefined;
  #isSealing = false;
  #isReleased = false;

  constructor(lower: StreamConn, { opening, buffers }: WriterParts) {
    this.#lower = lower;
    this.#buffers = buffers;
    this.#opening = opening;
    this.#maxPayloadBytes = opening.maxPayloadBytes;
    this.#nonces = new NonceCounter(opening.nonce);
  }

  /** What a stream begins with goes before the first record, in the same write. */
  async write(plaintext: Uint8Array): Promise<void> {
    this.#refuseReleased();
    if (plaintext.length === 0) return;
    const beginning = this.#begin(plaintext);
    const payload = beginning?.payload ?? plaintext;
    const sealed = this.#buffers.take(this.#roomFor(payload, beginning));
    const sealing: Promise<void>[] = [];
    const end = this.#seal(payload, beginning, sealed, sealing);
    if (sealing.length > 0) await this.#finish(sealing);
    await this.#lower.write(sealed.subarray(0, end));
    // Only now: after a failure something may still be using it, and the collector sees to that.
    this.#buffers.give(sealed);
  }

  /** Frees the key, once nothing is being sealed; nothing can be written from now on. */
  release(): void {
    this.#isReleased = true;
    if (!this.#isSealing) this.#aead?.release();
  }

  async #finish(sealing: readonly Promise<void>[]): Promise<void> {
    this.#isSealing = true;
    await Promise.all(sealing);
    this.#isSealing = false;
    if (!this.#isReleased) return;
    this.#aead?.release();
    this.#refuseReleased();
  }

  #refuseReleased(): void {
    if (this.#isReleased) throw new StreamError("closed", "Cannot write: our half is finished");
  }

  #begin(plaintext: Uint8Array): Beginning | undefined {
    const beginning = this.#opening?.begin(plaintext);
    this.#opening = undefined;
    if (beginning !== undefined) this.#aead = beginning.aead;
    return beginning;
  }

  /** With two bytes more, for a length that is being sealed: so a connection needs no buffer of its own for it. */
  #roomFor(payload: Uint8Array, beginning: Beginning | undefined): number {
    const records = Math.ceil(payload.length / this.#maxPayloadBytes);
    const overhead = records * (SEALED_LENGTH_BYTES + TAG_BYTES) + LENGTH_BYTES;
    const begun = beginning === undefined ? 0 : beginning.plain.length + beginning.length.length;
    return payload.length + overhead + begun;
  }

  /** Starts sealing every record of `payload` and returns where the last one will end. */
  #seal(
    payload: Uint8Array,
    beginning: Beginning | undefined,
    out: Uint8Array,
    sealing: Promise<void>[],
  ): number {
    const aead = this.#aead!;
    const length = out.subarray(out.length - LENGTH_BYTES);
    let at = 0;
    if (beginning !== undefined) {
      out.set(beginning.plain);
      at = beginning.plain.length;
    }
    for (let from = 0; from < payload.length; from += this.#maxPayloadBytes) {
      const piece = payload.subarray(from, from + this.#maxPayloadBytes);
      length[0] = piece.length >>> 8;
      length[1] = piece.length & 0xff;
      const isFirst = from === 0 && beginning !== undefined;
      at = this.#sealOne(aead, isFirst ? beginning.length : length, out, at, sealing);
      at = this.#sealOne(aead, piece, out, at, sealing);
    }
    return at;
  }

  #sealOne(
    aead: Aead,
    plain: Uint8Array,
    out: Uint8Array,
    at: number,
    sealing: Promise<void>[],
  ): number {
    const end = at + plain.length + TAG_BYTES;
    const sealed = aead.seal(this.#nonces.next(), plain, out.subarray(at, end));
    if (sealed instanceof Promise) sealing.push(sealed);
    return end;
  }
}
