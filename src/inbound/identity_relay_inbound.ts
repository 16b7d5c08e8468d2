// A relay's side of Shadowsocks 2022 (SIP023): the first identity header of a stream says where it goes on to, and that it
// comes from somebody who knows our key. It passes on without that header, unopened, and what comes back as it is.

import type { HostPort } from "../net/address.ts";
import { concatBytes } from "../net/bytes.ts";
import type { Inbound, PendingStream } from "../net/inbound.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { Progress } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import type { IdentityRelay } from "../shadowsocks/identity_relay.ts";

export interface IdentityRelayParts {
  readonly relay: IdentityRelay;
  /** Where they are to whom it passes on, by name. */
  readonly destinations: ReadonlyMap<string, HostPort>;
  /** As a server demands it of the fixed header as well, the identity header must come with the first read (SIP022 3.1.3). */
  readonly isOneRead: boolean;
}

export class IdentityRelayInbound implements Inbound {
  readonly #parts: IdentityRelayParts;

  constructor(parts: IdentityRelayParts) {
    this.#parts = parts;
  }

  async *accept(conn: StreamConn, progress: Progress): AsyncGenerator<PendingStream> {
    const { relay, destinations } = this.#parts;
    const beginning = await this.#beginning(conn);
    if (beginning === null) return;
    const stripped = beginning.length < relay.streamBytes
      ? undefined
      : relay.stripStream(beginning);
    if (stripped === undefined) {
      throw new StreamError("unauthenticated", "Cannot relay: the stream names nobody we know");
    }
    progress("ADDR");
    yield {
      kind: "stream",
      target: destinations.get(stripped.next)!,
      user: undefined,
      client: prefixedConn(stripped.bytes, conn),
      proceed: sayNothing,
      abort: sayNothing,
    };
  }

  /** As much as comes; `null` when nothing does. */
  async #beginning(conn: StreamConn): Promise<Uint8Array | null> {
    const { relay, isOneRead } = this.#parts;
    let beginning = await conn.read();
    while (!isOneRead && beginning !== null && beginning.length < relay.streamBytes) {
      const kept = beginning.slice();
      const chunk = await conn.read();
      if (chunk === null) return kept;
      beginning = concatBytes(kept, chunk);
    }
    return beginning;
  }
}

/** Whatever is to be said, the destination says it. */
async function sayNothing(): Promise<void> {}
