// A client of packets that are not sealed by us: known by the address that it sends from, and answered there with what has
// come, as it is.

import { formatHostPort, type HostPort } from "../net/address.ts";
import type { DatagramSocket } from "../net/datagram_socket.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { PacketClient } from "../net/packet_inbound.ts";

export class PlainPacketClient implements PacketClient {
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
