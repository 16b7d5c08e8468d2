// The server's side of Shadowsocks packets. What does not open is not answered.

import type { HostPort } from "../net/address.ts";
import type { Datagram, DatagramSocket } from "../net/datagram_socket.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { ClientPacket, HearDrop, PacketClient, PacketInbound } from "../net/packet_inbound.ts";
import type {
  OpenedClientPacket,
  PacketFault,
  PacketSession,
  ServerPackets,
} from "../shadowsocks/packets.ts";

export interface ShadowsocksPacketParts {
  readonly packets: ServerPackets;
  readonly dropped: HearDrop;
}

export class ShadowsocksPacketInbound implements PacketInbound {
  readonly #socket: DatagramSocket;
  readonly #parts: ShadowsocksPacketParts;
  readonly #clients = new Map<string, SessionClient>();

  constructor(socket: DatagramSocket, parts: ShadowsocksPacketParts) {
    this.#socket = socket;
    this.#parts = parts;
  }

  get address(): HostPort {
    return this.#socket.address;
  }

  async receive(): Promise<ClientPacket> {
    for (;;) {
      const datagram = await this.#socket.receive();
      const opened = await this.#open(datagram);
      if (typeof opened === "string") {
        this.#parts.dropped(opened, datagram.from);
        continue;
      }
      const client = this.#clientOf(opened.session, datagram.from);
      return { client, target: opened.address, payload: opened.payload };
    }
  }

  forget({ key }: PacketClient): void {
    const client = this.#clients.get(key);
    if (client === undefined) return;
    this.#clients.delete(key);
    this.#parts.packets.forget(client.session);
  }

  close(): void {
    this.#socket.close();
  }

  async #open({ bytes, from }: Datagram): Promise<OpenedClientPacket | PacketFault | "defect"> {
    try {
      const opening = this.#parts.packets.open(bytes, from);
      return opening instanceof Promise ? await opening : opening;
    } catch {
      // Whatever one packet has brought to light, the others go on.
      return "defect";
    }
  }

  #clientOf(session: PacketSession, from: HostPort): SessionClient {
    let client = this.#clients.get(session.key);
    if (client === undefined) {
      client = new SessionClient(session, { socket: this.#socket, address: from });
      this.#clients.set(session.key, client);
    }
    client.address = from;
    return client;
  }
}

class SessionClient implements PacketClient {
  readonly session: PacketSession;
  address: HostPort;
  readonly #socket: DatagramSocket;

  constructor(
    session: PacketSession,
    { socket, address }: { readonly socket: DatagramSocket; readonly address: HostPort },
  ) {
    this.session = session;
    this.address = address;
    this.#socket = socket;
  }

  get key(): string {
    return this.session.key;
  }

  get user(): string | undefined {
    return this.session.user;
  }

  async reply(source: HostPort, payload: Uint8Array): Promise<PacketDrop | undefined> {
    try {
      const sealing = this.session.seal(source, payload);
      const datagram = sealing instanceof Promise ? await sealing : sealing;
      return await this.#socket.send(datagram, this.address) ? undefined : "unsendable";
    } catch {
      return "defect";
    }
  }
}
