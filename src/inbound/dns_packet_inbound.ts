// DNS over UDP from the programs of the machine. Each question is answered here and now, so that no packet is left for the
// relay.

import type { HostPort } from "../net/address.ts";
import type { DatagramSocket } from "../net/datagram_socket.ts";
import type { DnsAnswering } from "../net/dns_answering.ts";
import type { ClientPacket, PacketInbound } from "../net/packet_inbound.ts";

/** So many wait for their answers at most; what comes then is lost, and asked for again by whoever needs it. */
const MAX_UNDER_WAY = 1024;

export class DnsPacketInbound implements PacketInbound {
  readonly #socket: DatagramSocket;
  readonly #answering: DnsAnswering;
  #underWay = 0;

  constructor(socket: DatagramSocket, answering: DnsAnswering) {
    this.#socket = socket;
    this.#answering = answering;
  }

  get address(): HostPort {
    return this.#socket.address;
  }

  async receive(): Promise<ClientPacket> {
    for (;;) {
      const { bytes, from } = await this.#socket.receive();
      if (this.#underWay < MAX_UNDER_WAY) this.#answer(bytes.slice(), from);
    }
  }

  /** Nothing is remembered of clients. */
  forget(): void {}

  close(): void {
    this.#answering.close();
    this.#socket.close();
  }

  async #answer(query: Uint8Array, from: HostPort): Promise<void> {
    this.#underWay++;
    const reply = await this.#answering.answer(query, { client: from.host, transport: "datagram" });
    if (reply !== undefined) await this.#socket.send(reply, from);
    this.#underWay--;
  }
}
