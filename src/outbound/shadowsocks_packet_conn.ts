// One session with a Shadowsocks server.

import type { HostPort } from "../net/address.ts";
import { isIp } from "../net/ip_address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Packet, PacketConn } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { ClientPackets, OpenedPacket } from "../shadowsocks/packets.ts";

export interface ShadowsocksPacketConnParts {
  readonly server: HostPort;
  readonly packets: ClientPackets;
  /** As of PacketDialer.open(). */
  readonly dropped: (drop: PacketDrop) => void;
}

export class ShadowsocksPacketConn implements PacketConn {
  readonly #transport: PacketConn;
  readonly #parts: ShadowsocksPacketConnParts;
  /** Where the server's datagrams come from; a name is resolved on the way, by somebody else. */
  readonly #knownHost: string | undefined;

  /** `transport` belongs to the result. */
  constructor(transport: PacketConn, parts: ShadowsocksPacketConnParts) {
    this.#transport = transport;
    this.#parts = parts;
    this.#knownHost = isIp(parts.server.host) ? parts.server.host : undefined;
  }

  async receive(): Promise<Packet> {
    for (;;) {
      const opening = this.#open(await this.#transport.receive());
      const opened = opening instanceof Promise ? await opening : opening;
      if (typeof opened !== "string") return { peer: opened.address, payload: opened.payload };
      this.#parts.dropped(opened);
    }
  }

  async send({ peer, payload }: Packet): Promise<PacketDrop | undefined> {
    const { packets, server } = this.#parts;
    let datagram: Uint8Array;
    try {
      const sealing = packets.seal(peer, payload);
      datagram = sealing instanceof Promise ? await sealing : sealing;
    } catch {
      // A name that fits into no header.
      return "malformed";
    }
    return await this.#transport.send({ peer: server, payload: datagram });
  }

  close(): void {
    this.#transport.close();
  }

  #open({ peer, payload }: Packet): MaybePromise<OpenedPacket | PacketDrop> {
    const { packets, server } = this.#parts;
    const isExpected = peer.port === server.port &&
      (this.#knownHost === undefined || peer.host === this.#knownHost);
    return isExpected ? packets.open(payload) : "stranger";
  }
}
