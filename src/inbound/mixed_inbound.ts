// One port for every proxy protocol: the first byte tells them apart, because SOCKS begins with its version and HTTP
// with the letters of its method.

import { SOCKS4_VERSION } from "../codec/socks4.ts";
import { SOCKS5_VERSION } from "../codec/socks5.ts";
import { ByteReader } from "../net/byte_reader.ts";
import type { Inbound, Pending } from "../net/inbound.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { Progress } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";

export interface MixedInboundParts {
  readonly socks5: Inbound;
  readonly socks4: Inbound;
  readonly http: Inbound;
}

export class MixedInbound implements Inbound {
  readonly #parts: MixedInboundParts;

  constructor(parts: MixedInboundParts) {
    this.#parts = parts;
  }

  async *accept(conn: StreamConn, progress: Progress): AsyncGenerator<Pending> {
    const reader = new ByteReader(conn);
    const first = await reader.peek();
    if (first === null) return;
    const inbound = this.#inboundFor(first);
    yield* inbound.accept(prefixedConn(reader.takeRest(), conn), progress);
  }

  #inboundFor(first: number): Inbound {
    if (first === SOCKS5_VERSION) return this.#parts.socks5;
    if (first === SOCKS4_VERSION) return this.#parts.socks4;
    if (/[A-Za-z]/.test(String.fromCharCode(first))) return this.#parts.http;
    throw new StreamError(
      "rejected",
      `Cannot serve client: its first byte, ${first}, begins no proxy protocol`,
    );
  }
}
