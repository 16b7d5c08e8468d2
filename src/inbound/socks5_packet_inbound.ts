// The client's side of a SOCKS5 UDP association (RFC 1928 section 7): one port for the packets of one client, which is
// known by its IP address, since its packets carry no password. Fragments are dropped, as the RFC lets us.

import { encodeSocks5Datagram, readSocks5Datagram } from "../codec/socks5_datagram.ts";
import type { HostPort } from "../net/address.ts";
import type { DatagramSocket } from "../net/datagram_socket.ts";
import { unmapIpv4 } from "../net/mapped_ipv4.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { ClientPacket, HearDrop, PacketClient, PacketInbound } from "../net/packet_inbound.ts";

export interface Socks5PacketParts {
  /** Owned from now on. */
  readonly socket: DatagramSocket;
  /** The IP address of the client. */
  readonly host: string;
  readonly user: string | undefined;
  readonly dropped: HearDrop;
}

type Told = Pick<ClientPacket, "target" | "payload">;

export class Socks5PacketInbound implements PacketInbound {
  readonly #socket: DatagramSocket;
  readonly #dropped: HearDrop;
  readonly #client: Client;

  constructor({ socket, host, user, dropped }: Socks5PacketParts) {
    this.#socket = socket;
    this.#dropped = dropped;
    this.#client = new Client(socket, { host: unmapIpv4(host), user });
  }

  get address(): HostPort {
    return this.#socket.address;
  }

  async receive(): Promise<ClientPacket> {
    for (;;) {
      const { bytes, from } = await this.#socket.receive();
      const told = from.host === this.#client.address.host ? toldBy(bytes) : "stranger";
      if (typeof told === "string") {
        this.#dropped(told, from);
        continue;
      }
      this.#client.address = from;
      return { client: this.#client, ...told };
    }
  }

  /** There is but one client, and it stays for as long as its port. */
  forget(): void {}

  close(): void {
    this.#socket.close();
  }
}

class Client implements PacketClient {
  readonly key = "";
  readonly user: string | undefined;
  address: HostPort;
  readonly #socket: DatagramSocket;

  /** Nothing is sent to it before it has sent something: then its port is known. */
  constructor(socket: DatagramSocket, { host, user }: Pick<Socks5PacketParts, "host" | "user">) {
    this.#socket = socket;
    this.user = user;
    this.address = { host, port: 0 };
  }

  async reply(source: HostPort, payload: Uint8Array): Promise<PacketDrop | undefined> {
    const datagram = encodeSocks5Datagram(source, payload);
    return await this.#socket.send(datagram, this.address) ? undefined : "unsendable";
  }
}

function toldBy(bytes: Uint8Array): Told | PacketDrop {
  const datagram = readSocks5Datagram(bytes);
  if (typeof datagram === "string") return datagram;
  return { target: datagram.address, payload: datagram.payload };
}
