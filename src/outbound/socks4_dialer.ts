// Through a SOCKS4 proxy, which knows IPv4 addresses only, or through one of the extension 4a, which takes names too.

import {
  decodeSocks4Reply,
  encodeSocks4Request,
  SOCKS4_COMMAND,
  SOCKS4_REPLY,
} from "../codec/socks4.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";
import { ByteReader } from "../net/byte_reader.ts";
import { DialError } from "../net/dial_failure.ts";
import { isIp, parseIp } from "../net/ip_address.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { Resolver } from "../net/resolver.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";
import { awaitPeer } from "./await_peer.ts";
import { type ProxyParts, throughProxy } from "./proxy_handshake.ts";
import { ProxyRefusal } from "./proxy_refusal.ts";
import { requestBytes } from "./request_bytes.ts";

export interface Socks4Parts extends ProxyParts {
  /** What the proxy is told of us; there are no passwords. */
  readonly userId: string;
  /** Resolves names here, as plain SOCKS4 needs it. `undefined`: they stay names (4a), and so do IPv6 literals. */
  readonly resolver: Resolver | undefined;
}

export class Socks4Dialer implements StreamDialer {
  readonly #parts: Socks4Parts;

  constructor(parts: Socks4Parts) {
    this.#parts = parts;
  }

  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    const { userId, resolver } = this.#parts;
    const named = resolver === undefined ? target : await toIpv4(target, resolver, options);
    const { awaiting } = options;
    const { connect, bind } = SOCKS4_COMMAND;
    const command = awaiting === undefined ? connect : bind;
    const request = requestBytes(() => encodeSocks4Request({ command, target: named, userId }));
    return await throughProxy(this.#parts, options, async (conn, deadline) => {
      const reader = new ByteReader(conn);
      await conn.write(request);
      const bound = await readReply(reader);
      const listening = { bound, proxy: conn.remoteAddress, deadline };
      if (awaiting) await awaitPeer(awaiting, { ...listening, readReply: () => readReply(reader) });
      return prefixedConn(reader.takeRest(), conn);
    });
  }
}

async function toIpv4(
  target: HostPort,
  resolver: Resolver,
  { signal, client, progress }: DialOptions,
): Promise<HostPort> {
  if (!isIp(target.host)) progress("DNS");
  const addresses = isIp(target.host)
    ? [target.host]
    : await resolver.resolve(target.host, { signal, client });
  const host = addresses.find((address) => parseIp(address)?.length === 4);
  if (host !== undefined) return { host, port: target.port };
  const message = `Cannot ask for ${formatHostPort(target)}: SOCKS4 knows no IPv6`;
  throw new DialError("unsupported", message, { at: "request" });
}

/** The address that the proxy's yes has in it. */
async function readReply(reader: ByteReader): Promise<HostPort> {
  const { code, bound } = await reader.readMessage(decodeSocks4Reply);
  if (code !== SOCKS4_REPLY.granted) throw refusal(code);
  return bound;
}

/** Codes 92 and 93 are about us: the proxy has asked our machine's identd for the user, and did not like the answer. */
function refusal(code: number): ProxyRefusal {
  const at = code === SOCKS4_REPLY.refused ? "target" : "upstream";
  return new ProxyRefusal(`it answers ${code}`, { failure: "other", at });
}
