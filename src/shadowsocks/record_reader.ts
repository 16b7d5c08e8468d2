// Sealed records on a stream -> plain bytes: everything that a read below brought comes out as one chunk. Records may
// be cut anywhere; a length once opened is kept until its payload has come, since its nonce is spent.

import type { Aead } from "../crypto/aead.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import { NonceCounter } from "../crypto/nonce_counter.ts";
import type { BufferPool } from "../net/buffer_pool.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { PieceCutter } from "./piece_cutter.ts";
import { LENGTH_BYTES, SEALED_LENGTH_BYTES } from "./record.ts";
import type { IncomingOpening } from "./stream_opening.ts";

export interface ReaderParts {
  /** Of this stream alone. */
  readonly opening: IncomingOpening;
  readonly buffers: BufferPool;
}

export class RecordReader {
  readonly #lower: StreamConn;
  readonly #buffers: BufferPool;
  readonly #minPayloadBytes: number;
  readonly #maxPayloadBytes: number;
  readonly #nonces: NonceCounter;
  readonly #pieces: PieceCutter;
  #aead: Aead | undefined;
  /** Until the first record has been opened. */
  #opening: IncomingOpening | undefined;
  /** Of the payload that comes next; `undefined`: a length comes next. */
  #payloadLength: number | undefined;
  /** The chunk that our caller has on lease. */
  #lease: Uint8Array<ArrayBuffer> | undefined;
  /** Payloads of the chunk at hand that are being opened; they need the key. */
  #inFlight: Promise<boolean>[] = [];
  #isOpening = false;
  #isReleased = false;

  constructor(lower: StreamConn, { opening, buffers }: ReaderParts) {
    this.#lower = lower;
    this.#buffers = buffers;
    this.#opening = opening;
    this.#minPayloadBytes = opening.minPayloadBytes;
    this.#maxPayloadBytes = opening.maxPayloadBytes;
    // The opening takes the first.
    this.#nonces = new NonceCounter(opening.nonce, 1);
    this.#pieces = new PieceCutter(buffers);
  }

  /** As StreamConn.read(). Once it has rejected or given `null` all is released; do not call it again. */
  async read(): Promise<Uint8Array | null> {
    if (this.#lease !== undefined) this.#buffers.give(this.#lease);
    this.#lease = undefined;
    try {
      for (;;) {
        const chunk = await this.#lower.read();
        if (chunk === null) return this.#end();
        const plaintext = await this.#open(chunk);
        if (plaintext.length > 0) return plaintext;
      }
    } catch (error) {
      await Promise.allSettled(this.#inFlight);
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
    if (!isBetweenRecords) {
      throw new StreamError("truncated", "Cannot read: the stream ended inside a record");
    }
    this.release();
    return null;
  }

  /** Opens the records that `chunk` completes, one behind the other, into one buffer. */
  async #open(chunk: Uint8Array): Promise<Uint8Array> {
    const pieces = this.#pieces;
    pieces.feed(chunk);
    const out = this.#buffers.take(pieces.length);
    const inFlight: Promise<boolean>[] = this.#inFlight = [];
    this.#isOpening = true;
    let filled = this.#opening === undefined ? 0 : await this.#openFirst(this.#opening, out);
    while (this.#opening === undefined) {
      if (this.#payloadLength === undefined) {
        const sealed = pieces.take(SEALED_LENGTH_BYTES);
        if (sealed === undefined) break;
        // Opened where the payload will be: it is read before that comes.
        const length = out.subarray(filled, filled + LENGTH_BYTES);
        const opened = this.#aead!.open(this.#nonces.next(), sealed, length);
        if (!(opened instanceof Promise ? await this.#whileOpen(opened) : opened)) throw forged();
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
      if (opened instanceof Promise) inFlight.push(opened);
      else if (!opened) throw forged();
      filled += length;
      this.#payloadLength = undefined;
    }
    if (inFlight.length > 0) {
      const opened = await this.#whileOpen(Promise.all(inFlight));
      if (opened.includes(false)) throw forged();
    }
    this.#isOpening = false;
    return this.#lend(out, filled);
  }

  /** What comes after close() was called is of no use to anybody. */
  async #whileOpen<T>(result: Promise<T>): Promise<T> {
    const value = await result;
    if (this.#isReleased) throw closedMeanwhile();
    return value;
  }

  /** What comes before the first record, and that record, as far as they have come; how many bytes our caller has of it. */
  async #openFirst(opening: IncomingOpening, out: Uint8Array): Promise<number> {
    const pieces = this.#pieces;
    if (this.#aead === undefined) {
      const beginning = pieces.take(opening.plainBytes + opening.lengthBytes + TAG_BYTES);
      if (beginning === undefined) return waitForMore(opening);
      const length = out.subarray(0, opening.lengthBytes);
      const key = opening.begin(beginning, length);
      this.#aead = key instanceof Promise ? await key : key;
      if (this.#isReleased) throw closedMeanwhile();
      if (this.#aead === undefined) throw stranger();
      // In the turn in which it was opened: nothing may come between the first tag and the salt's check.
      this.#acceptLength(opening.acceptLength(length));
    }
    const length = this.#payloadLength!;
    const sealed = pieces.take(length + TAG_BYTES);
    if (sealed === undefined) return 0;
    const payload = out.subarray(0, length);
    const opened = this.#aead.open(this.#nonces.next(), sealed, payload);
    if (!(opened instanceof Promise ? await this.#whileOpen(opened) : opened)) throw forged();
    this.#payloadLength = undefined;
    this.#opening = undefined;
    return opening.acceptPayload(payload);
  }

  #acceptLength(length: number): void {
    if (length < this.#minPayloadBytes || length > this.#maxPayloadBytes) {
      throw new StreamError("malformed", `Cannot read record: its length is ${length}`);
    }
    this.#payloadLength = length;
  }

  #lend(out: Uint8Array<ArrayBuffer>, filled: number): Uint8Array {
    if (filled === 0) this.#buffers.give(out);
    else this.#lease = out;
    return out.subarray(0, filled);
  }
}

function waitForMore({ isOneRead }: IncomingOpening): 0 {
  if (!isOneRead) return 0;
  throw new StreamError("unauthenticated", "Cannot read: the stream's beginning came in pieces");
}

function closedMeanwhile(): StreamError {
  return new StreamError("closed", "Cannot read: closed meanwhile");
}

function stranger(): StreamError {
  return new StreamError("unauthenticated", "Cannot read: the stream opens with no key of ours");
}

function forged(): StreamError {
  return new StreamError("corrupt", "Cannot read record: it does not open");
}
