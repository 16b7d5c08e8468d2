// Packets through a Shadowsocks server, each client's from an address of its own: the server tells clients apart by it.

import { formatHostPort, type HostPort } from "../net/address.ts";
import { asError } from "../net/as_error.ts";
import { DialError, failedOnTheWay } from "../net/dial_failure.ts";
import { formatIp, parseIp } from "../net/ip_address.ts";
import { unmapIpv4 } from "../net/mapped_ipv4.ts";
import type { PacketConn, PacketDialer, PacketDialOptions } from "../net/packet_conn.ts";
import type { Resolver } from "../net/resolver.ts";
import type { ClientPackets } from "../shadowsocks/packets.ts";
import { ShadowsocksPacketConn } from "./shadowsocks_packet_conn.ts";

export interface ShadowsocksPacketParts {
  readonly server: HostPort;
  /** How the server itself is reached. */
  readonly transport: PacketDialer;
  /** For the server's name; `undefined` where that is left to the transport, which goes through another upstream. */
  readonly resolver: Resolver | undefined;
  /** A new session with the server. */
  readonly startSession: () => ClientPackets;
}

export class ShadowsocksPacketDialer implements PacketDialer {
  readonly #parts: ShadowsocksPacketParts;

  constructor(parts: ShadowsocksPacketParts) {
    this.#parts = parts;
  }

  async open(options: PacketDialOptions): Promise<PacketConn> {
    const { transport, startSession } = this.#parts;
    try {
      const server = await this.#findServer(options.client);
      const session = { server, packets: startSession(), dropped: options.dropped };
      return new ShadowsocksPacketConn(await transport.open(options), session);
    } catch (error) {
      throw serverError(error, this.#parts.server);
    }
  }

  /** As its datagrams will show it. */
  async #findServer(client: string): Promise<HostPort> {
    const { server: { host, port }, resolver } = this.#parts;
    const literal = parseIp(unmapIpv4(host));
    if (literal !== undefined) return { host: formatIp(literal), port };
    if (resolver === undefined) return { host, port };
    // A resolver gives up by itself.
    const { signal } = new AbortController();
    const [first] = await resolver.resolve(host, { signal, client });
    return { host: first!, port };
  }
}

/** Whoever reads the log shall not take it for the target's failure. */
function serverError(cause: unknown, server: HostPort): DialError {
  const shown = formatHostPort(server);
  const message = `Cannot reach the Shadowsocks server ${shown}: ${asError(cause).message}`;
  const failure = cause instanceof DialError ? cause.failure : "other";
  return new DialError(failure, message, { cause, at: failedOnTheWay(cause) });
}
