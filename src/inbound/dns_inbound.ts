// DNS over TCP from the programs of the machine (RFC 7766). Each question is answered here and now, in whatever order the
// answers come, so that no request is left for the relay.

import { decodeDnsFrame, encodeDnsFrame } from "../codec/dns_frame.ts";
import { DecodeError } from "../codec/decode_error.ts";
import { ByteReader } from "../net/byte_reader.ts";
import type { DnsAnswering } from "../net/dns_answering.ts";
import type { Inbound, Pending } from "../net/inbound.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";

/** What one connection may have under way; the rest of its questions is not read yet. */
const MAX_UNDER_WAY = 32;

export class DnsInbound implements Inbound {
  readonly #answering: DnsAnswering;

  constructor(answering: DnsAnswering) {
    this.#answering = answering;
  }

  // deno-lint-ignore require-yield -- the contract is a generator's, and nothing is ever left for the relay
  async *accept(conn: StreamConn): AsyncGenerator<Pending> {
    const reader = new ByteReader(conn);
    const underWay = new Set<Promise<void>>();
    let written = Promise.resolve();
    while (await reader.peek() !== null) {
      const query = await readQuery(reader);
      const answered = this.#answer(query, conn).then((reply) => {
        if (reply === undefined) return;
        // One after the other. A client that has left is found out by the next read.
        written = written.then(() => conn.write(encodeDnsFrame(reply))).catch(() => {});
      });
      const over = answered.then(() => void underWay.delete(over));
      underWay.add(over);
      if (underWay.size === MAX_UNDER_WAY) await Promise.race(underWay);
    }
    await Promise.all(underWay);
    await written;
  }

  #answer(query: Uint8Array, { remoteAddress }: StreamConn): Promise<Uint8Array | undefined> {
    return this.#answering.answer(query, { client: remoteAddress.host, transport: "stream" });
  }
}

async function readQuery(reader: ByteReader): Promise<Uint8Array> {
  try {
    return await reader.readMessage(decodeDnsFrame);
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause;
    throw new StreamError("rejected", cause.message, { cause });
  }
}
