// Sealed records on a stream -> plain bytes: everything that a read below brought comes out as one chunk. Records may
// be cut anywhere; a length once opened is kept until its payload has come, since its nonce is spent.

import type { Aead } from "../crypto/aead.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import { NonceCounter } from "../crypto/nonce_counter.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { PieceCutter } from "./piece_cutter.ts";
import {
  LENGTH_BYTES,
  MAX_PAYLOAD_BYTES,
  type RecordParts,
  SEALED_LENGTH_BYTES,
} from "./record.ts";

export class RecordReader {
  readonly #lower: StreamConn;
  readonly #parts: RecordParts;
  readonly #nonces: NonceCounter;
  readonly #pieces: PieceCutter;
  #aead: Aead | undefined;
  /** Kept until the first length has proved that the peer knows the key. */
  #salt: Uint8Array | undefined;
  /** Of the payload that comes next; `undefined`: a length comes next. */
  #payloadLength: number | undefined;
  /** The chunk that our caller has on lease. */
  #lease: Uint8Array<ArrayBuffer> | undefined;
  /** Payloads of the chunk at hand that are being opened; they need the key. */
  #opening: Promise<boolean>[] = [];
  #isOpening = false;
  #isReleased = false;

  constructor(lower: StreamConn, parts: RecordParts) {
    this.#lower = lower;
    this.#parts = parts;
    this.#nonces = new NonceCounter(parts.suite.method.nonceBytes);
    this.#pieces = new PieceCutter(parts.buffers);
  }

  /** As StreamConn.read(). Once it has rejected or given `null` all is released; do not call it again. */
  async read(): Promise<Uint8Array | null> {
    if (this.#lease !== undefined) this.#parts.buffers.give(this.#lease);
    this.#lease = undefined;
    try {
      for (;;) {
        const chunk = await this.#lower.read();
        if (chunk === null) return this.#end();
        const plaintext = await this.#open(chunk);
        if (plaintext.length > 0) return plaintext;
      }
    } catch (error) {
      await Promise.allSettled(this.#opening);
      this.#isOpening = false;
      this.release();
      throw error;
    }
  }

  /**
   * Frees the key, or leaves that to the read that is opening records, which then rejects. Buffers in use are left to the
   * collector: an operation may still be writing into them.
   */
  release(): void {
    this.#isReleased = true;
    if (!this.#isOpening) this.#aead?.release();
    this.#lease = undefined;
  }

  #end(): null {
    const isBetweenRecords = this.#pieces.length === 0 && this.#payloadLength === undefined;
    if (!isBetweenRecords || this.#salt !== undefined) {
      throw new StreamError("truncated", "Cannot read: the stream ended inside a record");
    }
    this.release();
    return null;
  }

  /** Opens the records that `chunk` completes, one behind the other, into one buffer. */
  async #open(chunk: Uint8Array): Promise<Uint8Array> {
    const pieces = this.#pieces;
    pieces.feed(chunk);
    const out = this.#parts.buffers.take(pieces.length);
    const opening: Promise<boolean>[] = this.#opening = [];
    this.#isOpening = true;
    let filled = 0;
    for (;;) {
      if (this.#aead === undefined && !this.#takeSalt()) break;
      if (this.#payloadLength === undefined) {
        const sealed = pieces.take(SEALED_LENGTH_BYTES);
        if (sealed === undefined) break;
        // Opened where the payload will be: it is read before that comes.
        const length = out.subarray(filled, filled + LENGTH_BYTES);
        const opened = this.#aead!.open(this.#nonces.next(), sealed, length);
        if (!(opened instanceof Promise ? await this.#whileOpen(opened) : opened)) {
          throw this.#forged();
        }
        this.#acceptLength(length[0]! << 8 | length[1]!);
      }
      const length: number = this.#payloadLength!;
      const sealed = pieces.take(length + TAG_BYTES);
      if (sealed === undefined) break;
      const opened = this.#aead!.open(
        this.#nonces.next(),
        sealed,
        out.subarray(filled, filled + length),
      );
      if (opened instanceof Promise) opening.push(opened);
      else if (!opened) throw this.#forged();
      filled += length;
      this.#payloadLength = undefined;
    }
    if (opening.length > 0) {
      const opened = await this.#whileOpen(Promise.all(opening));
      if (opened.includes(false)) throw this.#forged();
    }
    this.#isOpening = false;
    return this.#lend(out, filled);
  }

  /** What comes after close() was called is of no use to anybody. */
  async #whileOpen<T>(result: Promise<T>): Promise<T> {
    const value = await result;
    if (this.#isReleased) throw new StreamError("closed", "Cannot read: closed meanwhile");
    return value;
  }

  #takeSalt(): boolean {
    const { suite, masterKey } = this.#parts;
    this.#salt = this.#pieces.take(suite.method.saltBytes)?.slice();
    if (this.#salt === undefined) return false;
    this.#aead = suite.aeadOfSalt(masterKey, this.#salt);
    return true;
  }

  /** Runs in the turn in which the length was opened: nothing may come between the first tag and the salt's check. */
  #acceptLength(length: number): void {
    if (this.#salt !== undefined) {
      if (!this.#parts.admitSalt(this.#salt)) {
        throw new StreamError("replayed", "Cannot read: the stream's salt was seen before");
      }
      this.#salt = undefined;
    }
    if (length > MAX_PAYLOAD_BYTES) {
      throw new StreamError("malformed", `Cannot read record: its length is ${length}`);
    }
    this.#payloadLength = length;
  }

  #lend(out: Uint8Array<ArrayBuffer>, filled: number): Uint8Array {
    if (filled === 0) this.#parts.buffers.give(out);
    else this.#lease = out;
    return out.subarray(0, filled);
  }

  #forged(): StreamError {
    return this.#salt === undefined
      ? new StreamError("corrupt", "Cannot read record: it does not open")
      : new StreamError("unauthenticated", "Cannot read: the stream does not open with our key");
  }
}
