// A way that tells when it has reached a target.

import type { HostPort } from "../net/address.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";

export class NamedDialer implements StreamDialer {
  readonly #name: string;
  readonly #dialer: StreamDialer;

  constructor(name: string, dialer: StreamDialer) {
    this.#name = name;
    this.#dialer = dialer;
  }

  /** Of a chain, the last one has the last word. */
  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    const conn = await this.#dialer.dial(target, options);
    options.reached?.(this.#name);
    return conn;
  }
}
