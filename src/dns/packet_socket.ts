// The way to a DNS server through a PacketDialer, seen as the UDP socket that plain DNS asks for.

import type { HostPort } from "../net/address.ts";
import type { Datagram, DatagramSocket, OpenDatagramSocket } from "../net/datagram_socket.ts";
import type { PacketConn, PacketDialer } from "../net/packet_conn.ts";

/** Each socket is an end of its own: new ports all the way, which is half of what a forger has to guess. */
export function packetSockets(dialer: PacketDialer): OpenDatagramSocket {
  return async (local) => {
    const conn = await dialer.open({ client: local.host, dropped: () => {} });
    return new PacketSocket(conn, local);
  };
}

class PacketSocket implements DatagramSocket {
  readonly address: HostPort;
  readonly #conn: PacketConn;

  constructor(conn: PacketConn, address: HostPort) {
    this.#conn = conn;
    this.address = address;
  }

  async receive(): Promise<Datagram> {
    const { peer, payload } = await this.#conn.receive();
    return { bytes: payload, from: peer };
  }

  async send(bytes: Uint8Array, to: HostPort): Promise<boolean> {
    return await this.#conn.send({ peer: to, payload: bytes }) === undefined;
  }

  close(): void {
    this.#conn.close();
  }
}
