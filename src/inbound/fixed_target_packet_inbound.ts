// A tunnel for packets: every packet is for the same target, and what comes back says nothing of where it comes from.

import type { HostPort } from "../net/address.ts";
import type { DatagramSocket } from "../net/datagram_socket.ts";
import type { ClientPacket, PacketInbound } from "../net/packet_inbound.ts";
import { PlainPacketClient } from "./plain_packet_client.ts";

export class FixedTargetPacketInbound implements PacketInbound {
  readonly #socket: DatagramSocket;
  readonly #target: HostPort;

  constructor(socket: DatagramSocket, target: HostPort) {
    this.#socket = socket;
    this.#target = target;
  }

  get address(): HostPort {
    return this.#socket.address;
  }

  async receive(): Promise<ClientPacket> {
    const { bytes, from } = await this.#socket.receive();
    return {
      client: new PlainPacketClient(this.#socket, from),
      target: this.#target,
      payload: bytes,
    };
  }

  /** Nothing is remembered of clients. */
  forget(): void {}

  close(): void {
    this.#socket.close();
  }
}
