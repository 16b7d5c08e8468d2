// Reads the wire in front of one server: what happens on a connection and when, however busy this process is. recv() on
// the connection itself would hide that RST followed FIN.

import { decodeIpPacket, type IpPacket } from "./ip_packet.ts";
import { PacketSocket } from "./packet_socket.ts";
import type { Packet } from "./trace.ts";

/** Often enough for the kernel's buffer; the stamps do not depend on it. */
const POLL_MS = 20;

export interface FollowedConnection extends Disposable {
  /** All packets so far. */
  seen(): readonly Packet[];
}

export class Sniffer implements Disposable {
  readonly #packets: PacketSocket;
  readonly #port: number;
  readonly #poll: ReturnType<typeof setInterval>;
  /** By the client's address. */
  readonly #traces = new Map<string, Packet[]>();
  #datagramsSent = 0;

  private constructor(packets: PacketSocket, port: number) {
    this.#packets = packets;
    this.#port = port;
    this.#poll = setInterval(() => this.#drain(), POLL_MS);
  }

  /** What goes to and from `port` of 127.0.0.1; `undefined` where the wire cannot be read. */
  static async open(port: number): Promise<Sniffer | undefined> {
    const packets = await PacketSocket.open(port);
    return packets && new Sniffer(packets, port);
  }

  /**
   * The connection that a client, `host:port`, has now; `undefined` when its SYN was not seen. To be taken hold of while the
   * connection lives: RST frees the port, and the next connection may have it.
   */
  follow(client: string): FollowedConnection | undefined {
    this.#drain();
    const trace = this.#traces.get(client);
    return trace && {
      seen: () => {
        this.#drain();
        return trace;
      },
      [Symbol.dispose]: () => {
        if (this.#traces.get(client) === trace) this.#traces.delete(client);
      },
    };
  }

  /** Datagrams that have left the port so far. */
  get datagramsSent(): number {
    this.#drain();
    return this.#datagramsSent;
  }

  /** Packets that were not seen, since this was last asked. */
  lost(): number {
    return this.#packets.lost();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#poll);
    this.#packets[Symbol.dispose]();
  }

  #drain(): void {
    for (let bytes = this.#packets.read(); bytes !== undefined; bytes = this.#packets.read()) {
      const packet = decodeIpPacket(bytes);
      if (packet !== undefined) this.#note(packet, this.#packets.stampMs);
    }
  }

  #note({ protocol, bytes, syn, fin, rst, ...packet }: IpPacket, at: number): void {
    const isServers = packet.sourcePort === this.#port;
    if (protocol === "udp") {
      if (isServers) this.#datagramsSent++;
      return;
    }
    const client = isServers ? packet.target : packet.source;
    const seen: Packet = { at, from: isServers ? "server" : "client", bytes, syn, fin, rst };
    // What comes after a connection was left concerns nobody.
    if (syn && !isServers) this.#traces.set(client, [seen]);
    else this.#traces.get(client)?.push(seen);
  }
}
