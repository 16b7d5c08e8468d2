// Packets through a Shadowsocks server, each client's from a socket of its own: the server tells clients apart by it.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { DatagramSocket, OpenDatagramSocket } from "../net/datagram_socket.ts";
import { DialError } from "../net/dial_failure.ts";
import { formatIp, parseIp } from "../net/ip_address.ts";
import { unmapIpv4 } from "../net/mapped_ipv4.ts";
import type { PacketConn, PacketDialer, PacketDialOptions } from "../net/packet_conn.ts";
import type { Resolver } from "../net/resolver.ts";
import type { ClientPackets } from "../shadowsocks/packets.ts";
import { ShadowsocksPacketConn } from "./shadowsocks_packet_conn.ts";

export interface ShadowsocksPacketParts {
  readonly server: HostPort;
  readonly resolver: Resolver;
  readonly openSocket: OpenDatagramSocket;
  /** A new session with the server. */
  readonly startSession: () => ClientPackets;
}

export class ShadowsocksPacketDialer implements PacketDialer {
  readonly #parts: ShadowsocksPacketParts;

  constructor(parts: ShadowsocksPacketParts) {
    this.#parts = parts;
  }

  async open({ client, dropped }: PacketDialOptions): Promise<PacketConn> {
    const server = await this.#resolveServer(client);
    const socket = await this.#openSocket(server.host.includes(":") ? "::" : "0.0.0.0");
    const packets = this.#parts.startSession();
    return new ShadowsocksPacketConn(socket, { server, packets, dropped });
  }

  /** As its datagrams will show it. */
  async #resolveServer(client: string): Promise<HostPort> {
    const { server: { host, port }, resolver } = this.#parts;
    const literal = parseIp(unmapIpv4(host));
    if (literal !== undefined) return { host: formatIp(literal), port };
    // A resolver gives up by itself.
    const { signal } = new AbortController();
    const [first] = await resolver.resolve(host, { signal, client });
    return { host: first!, port };
  }

  async #openSocket(host: string): Promise<DatagramSocket> {
    try {
      return await this.#parts.openSocket({ host, port: 0 });
    } catch (cause) {
      const server = formatHostPort(this.#parts.server);
      const message = `Cannot reach the Shadowsocks server ${server}: no socket can be opened`;
      throw new DialError("other", message, { cause });
    }
  }
}
