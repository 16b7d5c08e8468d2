// The server's side of Shadowsocks: a stream of sealed records that begins with the target's address. It never answers
// by itself: success shows in the target's bytes, failure in the end of the stream.

import { decodeAddress } from "../codec/address_header.ts";
import { DecodeError } from "../codec/decode_error.ts";
import type { HostPort } from "../net/address.ts";
import { ByteReader, type Decoded } from "../net/byte_reader.ts";
import type { Inbound, PendingStream } from "../net/inbound.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { Progress } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import type { UserConn } from "../net/user_conn.ts";

export class ShadowsocksInbound implements Inbound {
  readonly #wrap: (conn: StreamConn) => UserConn;

  /** `wrap`: plain bytes over a client's connection. */
  constructor(wrap: (conn: StreamConn) => UserConn) {
    this.#wrap = wrap;
  }

  async *accept(conn: StreamConn, progress: Progress): AsyncGenerator<PendingStream> {
    const plain = this.#wrap(conn);
    const reader = new ByteReader(plain);
    if (!await reader.fill()) return;
    progress("ADDR");
    const target = await readTarget(reader);
    yield {
      kind: "stream",
      target,
      user: plain.user,
      client: prefixedConn(reader.takeRest(), plain),
      proceed: sayNothing,
      abort: sayNothing,
    };
  }
}

/** The protocol has no replies. */
async function sayNothing(): Promise<void> {}

async function readTarget(reader: ByteReader): Promise<HostPort> {
  const target = await reader.readMessage(decode);
  if (target.port === 0) {
    throw new StreamError("malformed", "Cannot serve the request: its port is 0");
  }
  return target;
}

/** Knowing the key does not make a client honest: what no client would send is as suspicious as noise. */
function decode(bytes: Uint8Array): Decoded<HostPort> | undefined {
  try {
    return decodeAddress(bytes, 0);
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    throw new StreamError("malformed", cause.message, { cause });
  }
}
