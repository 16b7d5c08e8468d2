// A StreamConn that gives back what was written last: the cheapest wire there is, for benches of what wraps one.

import type { HostPort } from "../../src/net/address.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";

export class MirrorConn implements StreamConn {
  readonly localAddress: HostPort = { host: "127.0.0.1", port: 8388 };
  readonly remoteAddress: HostPort = { host: "127.0.0.9", port: 50000 };
  readonly #kept: Uint8Array;
  #length = 0;

  /** `bytes`: the longest write. */
  constructor(bytes: number) {
    this.#kept = new Uint8Array(bytes);
  }

  read(): Promise<Uint8Array | null> {
    return Promise.resolve(this.#kept.subarray(0, this.#length));
  }

  write(bytes: Uint8Array): Promise<void> {
    this.#kept.set(bytes);
    this.#length = bytes.length;
    return Promise.resolve();
  }

  closeWrite(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}
