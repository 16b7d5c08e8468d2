// What wraps a connection and changes little of it: everything is handed on but what a subclass overrides.

import type { HostPort } from "./address.ts";
import type { StreamConn } from "./stream_conn.ts";

export abstract class WrappedConn implements StreamConn {
  protected readonly conn: StreamConn;

  constructor(conn: StreamConn) {
    this.conn = conn;
  }

  get localAddress(): HostPort {
    return this.conn.localAddress;
  }

  get remoteAddress(): HostPort {
    return this.conn.remoteAddress;
  }

  read(): Promise<Uint8Array | null> {
    return this.conn.read();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.conn.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.conn.closeWrite();
  }

  close(): void {
    this.conn.close();
  }
}
