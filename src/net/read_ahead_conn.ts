// A connection whose first read is under way before anybody asks for it, so that what breaks is noticed at once. That
// read and its chunk are forgotten when they are taken: the first chunk does not stay for as long as the connection.

import type { StreamConn } from "./stream_conn.ts";

/** Begins to read from `conn`, and calls `broken` if that first read rejects. */
export function readAhead(conn: StreamConn, broken: () => void): StreamConn {
  const ahead = conn.read();
  ahead.catch(broken);
  return new ReadAheadConn(conn, ahead);
}

class ReadAheadConn implements StreamConn {
  readonly #conn: StreamConn;
  #ahead: Promise<Uint8Array | null> | undefined;

  constructor(conn: StreamConn, ahead: Promise<Uint8Array | null>) {
    this.#conn = conn;
    this.#ahead = ahead;
  }

  get localAddress() {
    return this.#conn.localAddress;
  }

  get remoteAddress() {
    return this.#conn.remoteAddress;
  }

  read(): Promise<Uint8Array | null> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead ?? this.#conn.read();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#conn.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#conn.closeWrite();
  }

  close(): void {
    this.#conn.close();
  }
}
