// A connection whose first chunk has been read already, for instance together with a handshake.

import type { StreamConn } from "./stream_conn.ts";
import { WrappedConn } from "./wrapped_conn.ts";

/** `conn`, beginning with `prefix` (owned by the result); `conn` itself when there is nothing to put before it. */
export function prefixedConn(prefix: Uint8Array, conn: StreamConn): StreamConn {
  return prefix.length === 0 ? conn : new PrefixedConn(prefix, conn);
}

class PrefixedConn extends WrappedConn {
  #prefix: Uint8Array | undefined;

  constructor(prefix: Uint8Array, conn: StreamConn) {
    super(conn);
    this.#prefix = prefix;
  }

  override read(): Promise<Uint8Array | null> {
    const prefix = this.#prefix;
    if (prefix === undefined) return this.conn.read();
    this.#prefix = undefined;
    return Promise.resolve(prefix);
  }

  override close(): void {
    this.#prefix = undefined;
    this.conn.close();
  }
}
