// Where UDP sockets receive: each has a slice of its own for as long as a receive is pending or its datagram is on
// lease. Slices are cut from large buffers that the system backs with memory page by page, as they are written to, so
// that a socket which only ever sees short datagrams costs two pages, though it could take the longest.

/** The longest datagram. */
export const DATAGRAM_BUFFER = 65_535;

/** Apart by whole pages: what one socket writes to is no other's page. */
const STRIDE = 64 * 1024;
/**
 * 32 MiB in all. What is shorter comes from memory that was freed before, once there is some, and that is cleared, which
 * touches every page: 256 MiB of buffers then took 250 MiB at once (measured).
 */
const SLICES = 512;

export class DatagramBuffers {
  /** Those with something free. */
  readonly #roomy = new Set<Arena>();
  readonly #arenas = new WeakMap<ArrayBuffer, Arena>();

  /** DATAGRAM_BUFFER bytes, with whatever was in them before. */
  take(): Uint8Array<ArrayBuffer> {
    const [arena = this.#open()] = this.#roomy;
    const slice = arena.take();
    if (arena.isFull) this.#roomy.delete(arena);
    return slice;
  }

  /** Takes back a slice that nobody uses any more. One that is never given back goes with the last that do. */
  give(slice: Uint8Array<ArrayBuffer>): void {
    const arena = this.#arenas.get(slice.buffer)!;
    arena.give(slice);
    this.#roomy.add(arena);
    // One is kept, for the next to come.
    if (arena.isEmpty && this.#roomy.size > 1) this.#roomy.delete(arena);
  }

  #open(): Arena {
    const arena = new Arena();
    this.#arenas.set(arena.buffer, arena);
    this.#roomy.add(arena);
    return arena;
  }
}

class Arena {
  readonly buffer = new ArrayBuffer(SLICES * STRIDE);
  /** The lowest last: what is taken again first has its pages already. */
  readonly #free = Array.from(
    { length: SLICES },
    (_, i) => new Uint8Array(this.buffer, (SLICES - 1 - i) * STRIDE, DATAGRAM_BUFFER),
  );

  get isFull(): boolean {
    return this.#free.length === 0;
  }

  get isEmpty(): boolean {
    return this.#free.length === SLICES;
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#free.pop()!;
  }

  give(slice: Uint8Array<ArrayBuffer>): void {
    this.#free.push(slice);
  }
}
