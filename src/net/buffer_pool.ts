// Byte buffers that connections borrow while bytes move. Bounded: what does not fit is left to the garbage collector.
// What has not been needed for a while is let go (memory_sweep.ts sees to that).

import { BufferShelf } from "./buffer_shelf.ts";

/** A connection that says little waits for its next bytes in one of these. */
export const IDLE_BUFFER = 512;
/** A connection that exchanges messages reads into one of these. */
export const MESSAGE_BUFFER = 2 * 1024;
/** A connection with more to say reads into one of these. */
export const READ_BUFFER = 64 * 1024;
/** A bulk connection reads into one of these while there are some: 8 to 16 % less CPU time per byte than with the former. */
export const BULK_BUFFER = 256 * 1024;
/** So many are lent at most, since whoever does not read what he asked for keeps one lent: 8 MB with what is sealed from them. */
export const BULK_LENT = 16;

/**
 * So many free ones are kept, since hundreds of transfers that take turns at waiting give and take all the time: what found
 * no room here was garbage, up to 300 KB for each of 200 transfers until the collector came (measured).
 */
const KEPT = 256;

/** What a read may bring, sealed or opened, with the rest of a record that was begun before. */
const READ_RECORDS = READ_BUFFER + 32 * 1024;
const BULK_RECORDS = BULK_BUFFER + 24 * 1024;

export class BufferPool {
  // One record of either family is up to 20 KiB.
  readonly #shelves: readonly BufferShelf[] = [
    new BufferShelf({ bytes: IDLE_BUFFER, keeps: 1024 }),
    new BufferShelf({ bytes: MESSAGE_BUFFER, keeps: 1024 }),
    new BufferShelf({ bytes: 20 * 1024, keeps: KEPT }),
    new BufferShelf({ bytes: READ_BUFFER, keeps: KEPT }),
    new BufferShelf({ bytes: READ_RECORDS, keeps: KEPT }),
    new BufferShelf({ bytes: BULK_RECORDS, keeps: BULK_LENT }),
  ];
  readonly #bulk = new BufferShelf({ bytes: BULK_BUFFER, keeps: BULK_LENT });
  readonly #stocked: (pool: BufferPool) => void;
  #bulkLent = 0;
  #isStocked = false;
  /** Bytes that were left to the collector since the last `shrink()`. */
  #dropped = 0;

  /** `stocked` is called when an empty pool is given a buffer: from then on there is something to shrink. */
  constructor(stocked: (pool: BufferPool) => void = () => {}) {
    this.#stocked = stocked;
  }

  /** A buffer of at least `bytes` bytes, with whatever was in it before. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    for (const shelf of this.#shelves) {
      if (bytes <= shelf.bytes) return shelf.take();
    }
    return new Uint8Array(bytes);
  }

  /** A buffer of BULK_BUFFER bytes, or of READ_BUFFER bytes when no more of the others are lent. */
  takeBulk(): Uint8Array<ArrayBuffer> {
    if (this.#bulkLent === BULK_LENT) return this.take(READ_BUFFER);
    this.#bulkLent++;
    return this.#bulk.take();
  }

  /** Takes back a whole buffer of ours, which nobody may use any more. */
  give(buffer: Uint8Array<ArrayBuffer>): void {
    this.#returned(buffer);
    if (!this.#shelfOf(buffer)?.give(buffer)) {
      this.#dropped += buffer.length;
    } else if (!this.#isStocked) {
      this.#isStocked = true;
      this.#stocked(this);
    }
  }

  /** For a buffer of ours that somebody may still be using: the collector has it when nobody does. */
  abandon(buffer: Uint8Array<ArrayBuffer>): void {
    this.#returned(buffer);
    this.#dropped += buffer.length;
  }

  /**
   * Lets go of what was free all the time since the last call. Returns how many bytes the collector has got since then,
   * those included that found no room.
   */
  shrink(): number {
    let bytes = this.#dropped;
    this.#dropped = 0;
    for (const shelf of [...this.#shelves, this.#bulk]) bytes += shelf.shrink();
    this.#isStocked = !this.isEmpty;
    return bytes;
  }

  /** Nothing is kept. */
  get isEmpty(): boolean {
    return this.#bulk.isEmpty && this.#shelves.every((shelf) => shelf.isEmpty);
  }

  #returned(buffer: Uint8Array): void {
    if (buffer.length === BULK_BUFFER) this.#bulkLent--;
  }

  #shelfOf({ length }: Uint8Array): BufferShelf | undefined {
    if (length === BULK_BUFFER) return this.#bulk;
    return this.#shelves.find(({ bytes }) => bytes === length);
  }
}
