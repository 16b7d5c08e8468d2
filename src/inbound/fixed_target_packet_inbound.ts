// A tunnel for packets: every packet is for the same target, and what comes back says nothing of where it comes from.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { DatagramSocket } from "../net/datagram_socket.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { ClientPacket, PacketClient, PacketInbound } from "../net/packet_inbound.ts";

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
    return { client: new PlainClient(this.#socket, from), target: this.#target, payload: bytes };
  }

  /** Nothing is remembered of clients. */
  forget(): void {}

  close(): void {
    this.#socket.close();
  }
}

class PlainClient implements PacketClient {
  readonly key: string;
  readonly address: HostPort;
  readonly user = undefined;
  readonly #socket: DatagramSocket;

  constructor(socket: DatagramSocket, address: HostPort) {
    this.key = formatHostPort(address);
    this.address = address;
    this.#socket = socket;
  }

  async reply(_source: HostPort, payload: Uint8Array): Promise<PacketDrop | undefined> {
    return await this.#socket.send(payload, this.address) ? undefined : "unsendable";
  }
}
