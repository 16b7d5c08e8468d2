// Connections that have not asked for anything yet: being read, or absorbed as strangers. They cost whoever opens them
// nothing, so they have to give way: a client's eldest when it has many of them, and the eldest of all when they keep
// others out. Nobody is refused when he comes, since a close at once is something that a prober sees.

import { type Evictable, FairTable } from "./fair_table.ts";

/** An unfinished handshake. */
export interface Handshake extends Evictable {
  /** Since accept. */
  readonly durationMs: number;
}

/** A browser that starts opens so many at once. */
const LEAST_SHARE = 16;
/** Of all connections: what one client's handshakes may be. */
const SHARE_OF_ONE_CLIENT = 1 / 8;
/** Of all connections: what all handshakes may be before the eldest of them have to give way. */
const SHARE_OF_ALL = 1 / 4;
/** Who means to say something has begun to by now. */
const PATIENCE_MS = 5000;

export class Handshakes<T extends Handshake> {
  readonly #table: FairTable<T>;
  readonly #many: number;

  constructor(maxConnections: number) {
    const maxPerOwner = Math.max(LEAST_SHARE, Math.ceil(maxConnections * SHARE_OF_ONE_CLIENT));
    this.#table = new FairTable({ max: Infinity, maxPerOwner });
    this.#many = maxConnections * SHARE_OF_ALL;
  }

  /** Ends the eldest of the same client, if that has its share already. */
  begin(handshake: T): void {
    this.#table.add(handshake);
  }

  /** It has become a request, or the connection is over. Idempotent. */
  finish(handshake: T): void {
    this.#table.remove(handshake);
  }

  /**
   * To be called while there is no room for another connection: ends the eldest, if they are many and it has had its time.
   * Returns in how many milliseconds it will have had it; `undefined`: there is nothing to wait for but an end.
   */
  makeRoom(): number | undefined {
    const { size, eldest } = this.#table;
    if (eldest === undefined || size <= this.#many) return undefined;
    const left = PATIENCE_MS - eldest.durationMs;
    if (left > 0) return left;
    this.#table.evict(eldest);
    return undefined;
  }
}
