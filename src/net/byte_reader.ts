// Reads messages of a handshake from a stream: however the bytes were cut, whatever comes after the message is kept.

import { concatBytes } from "./bytes.ts";
import { StreamError } from "./stream_error.ts";
import type { StreamConn } from "./stream_conn.ts";

/** A message, and where in the bytes it ends. */
export interface Decoded<T> {
  readonly value: T;
  readonly end: number;
}

/** A decoder's three outcomes: the message; `undefined`: more bytes are needed; a throw: it is wrong. */
export type Decode<T> = (bytes: Uint8Array) => Decoded<T> | undefined;

const NOTHING = new Uint8Array(0);

export class ByteReader {
  readonly #conn: StreamConn;
  #kept: Uint8Array = NOTHING;

  constructor(conn: StreamConn) {
    this.#conn = conn;
  }

  /** Reads until `decode` has its message. Rejects with `truncated` when the stream ends before that. */
  async readMessage<T>(decode: Decode<T>): Promise<T> {
    for (;;) {
      if (this.#kept.length > 0) {
        const decoded = decode(this.#kept);
        if (decoded !== undefined) {
          this.#kept = this.#kept.subarray(decoded.end);
          return decoded.value;
        }
      }
      if (!await this.fill()) {
        throw new StreamError("truncated", "Cannot read the message: the stream ended inside it");
      }
    }
  }

  /** The next byte, left in place; `null` when the stream ends before it. */
  async peek(): Promise<number | null> {
    if (this.#kept.length === 0 && !await this.fill()) return null;
    return this.#kept[0]!;
  }

  /** Adds one chunk to what is kept; `false` when the stream has ended. */
  async fill(): Promise<boolean> {
    const chunk = await this.#conn.read();
    if (chunk === null) return false;
    this.#kept = concatBytes(this.#kept, chunk);
    return true;
  }

  /** What was read and not used, as an owned copy; the reader is empty afterwards. */
  takeRest(): Uint8Array {
    const rest = this.#kept.slice();
    this.#kept = NOTHING;
    return rest;
  }
}
