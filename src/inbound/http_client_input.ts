// The client's bytes as HTTP takes them: by the message, not by the chunk. What is left of a chunk belongs to the next
// message, and a read that nobody waits for any more still brings the next request.

import type { StreamConn } from "../net/stream_conn.ts";

/**
 * Reads only when nothing is left: so what is here may stay where the connection has put it until it is used up, and a
 * client that pipelines gets ahead of its answers by one chunk at most.
 */
export class HttpClientInput {
  readonly #conn: StreamConn;
  #bytes: Uint8Array = new Uint8Array(0);
  /** The read under way. Stays here once the stream has ended or broken. */
  #arrival: Promise<boolean> | undefined;

  constructor(conn: StreamConn) {
    this.#conn = conn;
  }

  /** What has arrived and was not taken. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The first `length` of `bytes`, leased until the next `arrival()`. */
  take(length: number): Uint8Array {
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }

  /** Takes what is here out of the connection's buffer: for bytes that have to wait. */
  keep(): void {
    this.#bytes = this.#bytes.slice();
  }

  /** Resolves when there are bytes, or with `false` when the client has finished. Calls may overlap: it is one read. */
  arrival(): Promise<boolean> {
    if (this.#bytes.length > 0) return Promise.resolve(true);
    return this.#arrival ??= this.#read();
  }

  async #read(): Promise<boolean> {
    const chunk = await this.#conn.read();
    if (chunk === null) return false;
    this.#bytes = chunk;
    this.#arrival = undefined;
    return true;
  }
}
