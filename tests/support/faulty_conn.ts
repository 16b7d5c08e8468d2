// A stream of messages over another StreamConn, of which one does not open: what a record reader does with a forged
// record. The chunk has left the connection below by then, which can be read on.

import type { HostPort } from "../../src/net/address.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import type { StreamFault } from "../../src/net/stream_error.ts";

export interface Fault {
  readonly fault: StreamFault;
  /** Which chunk does not open; 1 is the first. */
  readonly chunk: number;
}

export class FaultyConn implements StreamConn {
  readonly #conn: StreamConn;
  readonly #fault: Fault;
  #chunks = 0;

  constructor(conn: StreamConn, fault: Fault) {
    this.#conn = conn;
    this.#fault = fault;
  }

  get localAddress(): HostPort {
    return this.#conn.localAddress;
  }

  get remoteAddress(): HostPort {
    return this.#conn.remoteAddress;
  }

  async read(): Promise<Uint8Array | null> {
    const chunk = await this.#conn.read();
    if (chunk === null || ++this.#chunks !== this.#fault.chunk) return chunk;
    throw new StreamError(this.#fault.fault, `Cannot read: chunk ${this.#chunks} does not open`);
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
