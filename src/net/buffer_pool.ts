// Byte buffers that connections borrow while bytes move. Bounded: what does not fit is left to the garbage collector.

/** A buffer class: its size in bytes and how many free ones are kept. */
interface Shelf {
  readonly bytes: number;
  readonly keeps: number;
  readonly free: Uint8Array<ArrayBuffer>[];
}

/** A connection that says little waits for its next bytes in one of these. */
export const IDLE_BUFFER = 512;
/** A connection that exchanges messages reads into one of these. */
export const MESSAGE_BUFFER = 2 * 1024;
/** A bulk connection reads into one of these. */
export const READ_BUFFER = 64 * 1024;

export class BufferPool {
  // One record of either family; a full read; a full read with the rest of a record, sealed or opened.
  readonly #shelves: readonly Shelf[] = [
    { bytes: IDLE_BUFFER, keeps: 1024, free: [] },
    { bytes: MESSAGE_BUFFER, keeps: 1024, free: [] },
    { bytes: 20 * 1024, keeps: 256, free: [] },
    { bytes: READ_BUFFER, keeps: 128, free: [] },
    { bytes: 96 * 1024, keeps: 128, free: [] },
  ];

  /** A buffer of at least `bytes` bytes, with whatever was in it before. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    for (const shelf of this.#shelves) {
      if (bytes <= shelf.bytes) return shelf.free.pop() ?? new Uint8Array(shelf.bytes);
    }
    return new Uint8Array(bytes);
  }

  /** Takes back a whole buffer of `take()`, which nobody may use any more. */
  give(buffer: Uint8Array<ArrayBuffer>): void {
    for (const shelf of this.#shelves) {
      if (buffer.length === shelf.bytes) {
        if (shelf.free.length < shelf.keeps) shelf.free.push(buffer);
        return;
      }
    }
  }
}
