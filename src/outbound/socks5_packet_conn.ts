// One association with a SOCKS5 proxy. Fragments are dropped, as RFC 1928 section 7 lets us.

import { encodeSocks5Datagram, readSocks5Datagram } from "../codec/socks5_datagram.ts";
import type { HostPort } from "../net/address.ts";
import type { Datagram, DatagramSocket } from "../net/datagram_socket.ts";
import type { Packet, PacketConn } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { StreamConn } from "../net/stream_conn.ts";

export interface Socks5PacketConnParts {
  /** The association ends with it, and it with the association. */
  readonly control: StreamConn;
  /** The proxy's end: an IP literal, as datagrams show it, and a port. */
  readonly relay: HostPort;
  /** As of PacketDialer.open(). */
  readonly dropped: (drop: PacketDrop) => void;
}

export class Socks5PacketConn implements PacketConn {
  readonly #socket: DatagramSocket;
  readonly #parts: Socks5PacketConnParts;

  constructor(socket: DatagramSocket, parts: Socks5PacketConnParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#watchControl();
  }

  async receive(): Promise<Packet> {
    for (;;) {
      const packet = this.#open(await this.#socket.receive());
      if (typeof packet !== "string") return packet;
      this.#parts.dropped(packet);
    }
  }

  async send({ peer, payload }: Packet): Promise<PacketDrop | undefined> {
    const datagram = encode(peer, payload);
    if (datagram === undefined) return "malformed";
    return await this.#socket.send(datagram, this.#parts.relay) ? undefined : "unsendable";
  }

  close(): void {
    this.#socket.close();
    this.#parts.control.close();
  }

  /** Never rejects. */
  async #watchControl(): Promise<void> {
    const { control } = this.#parts;
    try {
      // Whatever else it says has no meaning.
      while (await control.read() !== null);
    } catch {
      // Broken, or closed by us.
    }
    this.close();
  }

  #open({ bytes, from }: Datagram): Packet | PacketDrop {
    const { host, port } = this.#parts.relay;
    return from.host === host && from.port === port ? decode(bytes) : "stranger";
  }
}

function encode(peer: HostPort, payload: Uint8Array): Uint8Array | undefined {
  try {
    return encodeSocks5Datagram(peer, payload);
  } catch {
    // A name that fits into no header.
    return undefined;
  }
}

function decode(bytes: Uint8Array): Packet | PacketDrop {
  const datagram = readSocks5Datagram(bytes);
  if (typeof datagram === "string") return datagram;
  return { peer: datagram.address, payload: datagram.payload };
}
