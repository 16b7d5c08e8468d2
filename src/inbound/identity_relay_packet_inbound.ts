// A relay's side of Shadowsocks 2022 packets (SIP023). A client is the address that it sends from: more cannot be told of a
// packet that is not opened. What comes back passes as it is, and only the client can tell whether it is meant for him.

import type { HostPort } from "../net/address.ts";
import type { DatagramSocket } from "../net/datagram_socket.ts";
import type { ClientPacket, HearDrop, PacketInbound } from "../net/packet_inbound.ts";
import type { IdentityRelayParts } from "./identity_relay_inbound.ts";
import { PlainPacketClient } from "./plain_packet_client.ts";

export interface IdentityRelayPacketParts extends Omit<IdentityRelayParts, "isOneRead"> {
  readonly dropped: HearDrop;
}

export class IdentityRelayPacketInbound implements PacketInbound {
  readonly #socket: DatagramSocket;
  readonly #parts: IdentityRelayPacketParts;

  constructor(socket: DatagramSocket, parts: IdentityRelayPacketParts) {
    this.#socket = socket;
    this.#parts = parts;
  }

  get address(): HostPort {
    return this.#socket.address;
  }

  async receive(): Promise<ClientPacket> {
    const { relay, destinations, dropped } = this.#parts;
    for (;;) {
      const { bytes, from } = await this.#socket.receive();
      const stripped = relay.stripPacket(bytes);
      if (stripped !== undefined) {
        const target = destinations.get(stripped.next)!;
        const client = new PlainPacketClient(this.#socket, from);
        return { client, target, payload: stripped.bytes };
      }
      dropped("unauthentic", from);
    }
  }

  /** Nothing is remembered of any client. */
  forget(): void {}

  close(): void {
    this.#socket.close();
  }
}
