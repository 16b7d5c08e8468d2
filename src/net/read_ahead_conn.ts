// A connection whose first read is under way before anybody asks for it, so that what breaks is noticed at once. That
// read and its chunk are forgotten when they are taken: the first chunk does not stay for as long as the connection.

import type { StreamConn } from "./stream_conn.ts";
import { WrappedConn } from "./wrapped_conn.ts";

/** Begins to read from `conn`, and calls `broken` if that first read rejects. */
export function readAhead(conn: StreamConn, broken: () => void): StreamConn {
  const ahead = conn.read();
  ahead.catch(broken);
  return new ReadAheadConn(conn, ahead);
}

class ReadAheadConn extends WrappedConn {
  #ahead: Promise<Uint8Array | null> | undefined;

  constructor(conn: StreamConn, ahead: Promise<Uint8Array | null>) {
    super(conn);
    this.#ahead = ahead;
  }

  override read(): Promise<Uint8Array | null> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead ?? this.conn.read();
  }
}
