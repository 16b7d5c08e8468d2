// Plain bytes -> sealed records on a stream: all records of a write are sealed into one buffer and leave in one write.

import type { Aead } from "../crypto/aead.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import { NonceCounter } from "../crypto/nonce_counter.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import {
  LENGTH_BYTES,
  MAX_PAYLOAD_BYTES,
  type RecordParts,
  SEALED_LENGTH_BYTES,
} from "./record.ts";

export class RecordWriter {
  readonly #lower: StreamConn;
  readonly #parts: RecordParts;
  readonly #nonces: NonceCounter;
  #aead: Aead | undefined;
  #isSealing = false;
  #isReleased = false;

  constructor(lower: StreamConn, parts: RecordParts) {
    this.#lower = lower;
    this.#parts = parts;
    this.#nonces = new NonceCounter(parts.suite.method.nonceBytes);
  }

  /** The salt goes before the first record, in the same write. */
  async write(plaintext: Uint8Array): Promise<void> {
    this.#refuseReleased();
    if (plaintext.length === 0) return;
    const { buffers, suite } = this.#parts;
    const records = Math.ceil(plaintext.length / MAX_PAYLOAD_BYTES);
    const overhead = records * (SEALED_LENGTH_BYTES + TAG_BYTES) + suite.method.saltBytes;
    const sealed = buffers.take(plaintext.length + overhead + LENGTH_BYTES);
    const start = this.#aead === undefined ? this.#begin(sealed) : 0;
    const sealing: Promise<void>[] = [];
    const end = this.#seal(plaintext, sealed, start, sealing);
    if (sealing.length > 0) await this.#finish(sealing);
    await this.#lower.write(sealed.subarray(0, end));
    // Only now: after a failure something may still be using it, and the collector sees to that.
    buffers.give(sealed);
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

  /** Draws the salt, makes its key, and returns the salt's length. */
  #begin(out: Uint8Array): number {
    const { suite, masterKey, random, sentSalt } = this.#parts;
    const salt = random(suite.method.saltBytes);
    this.#aead = suite.aeadOfSalt(masterKey, salt);
    sentSalt(salt);
    out.set(salt);
    return salt.length;
  }

  /** Starts sealing every record of `plaintext` and returns where the last one will end. */
  #seal(plaintext: Uint8Array, out: Uint8Array, start: number, sealing: Promise<void>[]): number {
    const aead = this.#aead!;
    // Behind everything that is sent, so that a connection needs no buffer of its own for it.
    const length = out.subarray(out.length - LENGTH_BYTES);
    let at = start;
    for (let from = 0; from < plaintext.length; from += MAX_PAYLOAD_BYTES) {
      const payload = plaintext.subarray(from, from + MAX_PAYLOAD_BYTES);
      length[0] = payload.length >>> 8;
      length[1] = payload.length & 0xff;
      at = this.#sealOne(aead, length, out, at, sealing);
      at = this.#sealOne(aead, payload, out, at, sealing);
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
