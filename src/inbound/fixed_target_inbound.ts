// A tunnel: every connection wants the same target, and nothing is read to find that out.

import type { HostPort } from "../net/address.ts";
import type { Inbound, PendingStream } from "../net/inbound.ts";
import type { StreamConn } from "../net/stream_conn.ts";

export class FixedTargetInbound implements Inbound {
  readonly #target: HostPort;

  constructor(target: HostPort) {
    this.#target = target;
  }

  async *accept(client: StreamConn): AsyncGenerator<PendingStream> {
    yield {
      kind: "stream",
      target: this.#target,
      user: undefined,
      client,
      proceed: sayNothing,
      abort: sayNothing,
    };
  }
}

/** The protocol has no replies. */
async function sayNothing(): Promise<void> {}
