// One session with a Shadowsocks server.

import type { HostPort } from "../net/address.ts";
import type { Datagram, DatagramSocket } from "../net/datagram_socket.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Packet, PacketConn } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { ClientPackets, OpenedPacket } from "../shadowsocks/packets.ts";

export interface ShadowsocksPacketConnParts {
  /** An IP literal and a port. */
  readonly server: HostPort;
  readonly packets: ClientPackets;
  /** As of PacketDialer.open(). */
  readonly dropped: (drop: PacketDrop) => void;
}

export class ShadowsocksPacketConn implements PacketConn {
  readonly #socket: DatagramSocket;
  readonly #parts: ShadowsocksPacketConnParts;

  constructor(socket: DatagramSocket, parts: ShadowsocksPacketConnParts) {
    this.#socket = socket;
    this.#parts = parts;
  }

  async receive(): Promise<Packet> {
    for (;;) {
      const opening = this.#open(await this.#socket.receive());
      const opened = opening instanceof Promise ? await opening : opening;
      if (typeof opened !== "string") return { peer: opened.address, payload: opened.payload };
      this.#parts.dropped(opened);
    }
  }

  async send({ peer, payload }: Packet): Promise<PacketDrop | undefined> {
    const { packets, server } = this.#parts;
    try {
      const sealing = packets.seal(peer, payload);
      const datagram = sealing instanceof Promise ? await sealing : sealing;
      return await this.#socket.send(datagram, server) ? undefined : "unsendable";
    } catch {
      // A name that fits into no header.
      return "malformed";
    }
  }

  close(): void {
    this.#socket.close();
  }

  #open({ bytes, from }: Datagram): MaybePromise<OpenedPacket | PacketDrop> {
    const { packets, server } = this.#parts;
    const isExpected = from.host === server.host && from.port === server.port;
    return isExpected ? packets.open(bytes) : "stranger";
  }
}
