// Straight to the targets, from a socket of its own for each client.

import type { DatagramSocket, OpenDatagramSocket } from "../net/datagram_socket.ts";
import { DialError } from "../net/dial_failure.ts";
import type { PacketConn, PacketDialer, PacketDialOptions } from "../net/packet_conn.ts";
import { DirectPacketConn, type DirectPacketConnParts } from "./direct_packet_conn.ts";

export interface DirectPacketParts extends Omit<DirectPacketConnParts, keyof PacketDialOptions> {
  readonly openSocket: OpenDatagramSocket;
}

/** `::` takes both families, and is not there where the system has no IPv6. */
const ANYWHERE = ["::", "0.0.0.0"];

export class DirectPacketDialer implements PacketDialer {
  readonly #parts: DirectPacketParts;

  constructor(parts: DirectPacketParts) {
    this.#parts = parts;
  }

  async open(options: PacketDialOptions): Promise<PacketConn> {
    return new DirectPacketConn(await this.#openSocket(), { ...this.#parts, ...options });
  }

  async #openSocket(): Promise<DatagramSocket> {
    let cause: unknown;
    for (const host of ANYWHERE) {
      try {
        return await this.#parts.openSocket({ host, port: 0 });
      } catch (error) {
        cause = error;
      }
    }
    throw new DialError("other", "Cannot send packets: no socket can be opened", {
      cause,
      at: "here",
    });
  }
}
