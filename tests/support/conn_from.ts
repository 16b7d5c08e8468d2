// A connection that looks as if it came from somewhere else.

import type { HostPort } from "../../src/net/address.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import { WrappedConn } from "../../src/net/wrapped_conn.ts";

export class ConnFrom extends WrappedConn {
  readonly #client: HostPort;

  constructor(host: string, conn: StreamConn) {
    super(conn);
    this.#client = { host, port: 50_000 };
  }

  override get remoteAddress(): HostPort {
    return this.#client;
  }
}
