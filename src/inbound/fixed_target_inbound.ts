// A tunnel: every connection wants the same target, and nothing is read to find that out.

import type { HostPort } from "../net/address.ts";
import type { Inbound, Pending } from "../net/inbound.ts";
import type { StreamConn } from "../net/stream_conn.ts";

export class FixedTargetInbound implements Inbound {
  readonly #target: HostPort;

  constructor(target: HostPort) {
    this.#target = target;
  }

  async *accept(client: StreamConn): AsyncIterable<Pending> {
    yield {
      kind: "stream",
      target: this.#target,
      user: undefined,
      client,
      proceed: () => Promise.resolve(),
      abort: () => Promise.resolve(),
    };
  }
}
