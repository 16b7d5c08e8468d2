// One UDP socket for all targets of one client, so that every host sees it at one port and may answer it there (full
// cone, RFC 4787). Names are resolved beside the traffic: what waits for one holds nothing else up.

import type { HostPort } from "../net/address.ts";
import type { DatagramSocket } from "../net/datagram_socket.ts";
import { isGroupAddress } from "../net/group_address.ts";
import { isIp } from "../net/ip_address.ts";
import { PacketBacklog } from "../net/packet_backlog.ts";
import type { Packet, PacketConn, PacketDialOptions } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { Resolver } from "../net/resolver.ts";

/** A name may list any number of addresses; whoever owns it must not choose how many hosts we knock at. */
const MAX_ADDRESSES = 8;
/** So many hosts are remembered; more than a program talks to at a time, if it is not looking for peers. */
const MAX_HOSTS = 64;

export interface DirectPacketConnParts extends PacketDialOptions {
  readonly resolver: Resolver;
  readonly mayReach: (ip: string) => boolean;
}

export class DirectPacketConn implements PacketConn {
  readonly #socket: DatagramSocket;
  readonly #parts: DirectPacketConnParts;
  /** Where packets for a host go: nowhere when it may not be reached. The eldest first. */
  readonly #addresses = new Map<string, readonly string[]>();
  readonly #resolving = new Set<string>();
  readonly #backlog = new PacketBacklog();
  readonly #closing = new AbortController();

  constructor(socket: DatagramSocket, parts: DirectPacketConnParts) {
    this.#socket = socket;
    this.#parts = parts;
  }

  async receive(): Promise<Packet> {
    const { bytes, from } = await this.#socket.receive();
    return { peer: from, payload: bytes };
  }

  async send(packet: Packet): Promise<PacketDrop | undefined> {
    const { host } = packet.peer;
    const addresses = this.#addresses.get(host) ?? this.#literal(host);
    return addresses === undefined ? this.#hold(packet) : await this.#forward(packet, addresses);
  }

  close(): void {
    this.#closing.abort();
    this.#socket.close();
  }

  #literal(host: string): readonly string[] | undefined {
    return isIp(host) ? this.#remember(host, [host]) : undefined;
  }

  #remember(host: string, found: readonly string[]): readonly string[] {
    const allowed = found.filter((ip) => this.#parts.mayReach(ip) && !isGroupAddress(ip));
    const known = this.#addresses;
    if (known.size >= MAX_HOSTS) known.delete(known.keys().next().value!);
    const addresses = allowed.slice(0, MAX_ADDRESSES);
    known.set(host, addresses);
    return addresses;
  }

  async #forward(
    { peer: { host, port }, payload }: Packet,
    addresses: readonly string[],
  ): Promise<PacketDrop | undefined> {
    if (addresses.length === 0) return "denied";
    for (const address of addresses) {
      const to: HostPort = { host: address, port };
      if (!await this.#socket.send(payload, to)) continue;
      // The first that there is a way to is the host from now on: a session must not wander.
      if (addresses.length > 1 && this.#addresses.has(host)) this.#addresses.set(host, [address]);
      return undefined;
    }
    return "unsendable";
  }

  #hold(packet: Packet): PacketDrop | undefined {
    const { host } = packet.peer;
    if (!this.#backlog.add(packet)) return "over_limit";
    if (!this.#resolving.has(host)) this.#resolve(host);
    return undefined;
  }

  /** Never rejects. */
  async #resolve(host: string): Promise<void> {
    const { signal } = this.#closing;
    const { resolver, client } = this.#parts;
    this.#resolving.add(host);
    try {
      this.#remember(host, await resolver.resolve(host, { signal, client }));
    } catch {
      // The next packet asks again.
    }
    this.#resolving.delete(host);
    if (!signal.aborted) this.#sendHeld(host);
  }

  #sendHeld(host: string): void {
    const addresses = this.#addresses.get(host);
    for (const packet of this.#backlog.takeAll()) {
      if (packet.peer.host !== host) this.#backlog.add(packet);
      else if (addresses === undefined) this.#parts.dropped("unresolved");
      else this.#sendLate(packet, addresses);
    }
  }

  async #sendLate(packet: Packet, addresses: readonly string[]): Promise<void> {
    const drop = await this.#forward(packet, addresses);
    if (drop !== undefined && !this.#closing.signal.aborted) this.#parts.dropped(drop);
  }
}
