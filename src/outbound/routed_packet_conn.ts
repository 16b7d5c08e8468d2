// One client's packets, each by the outlet that is chosen for its target. An outlet's end is opened when the first packet
// needs it; packets for what is not ready yet wait beside the traffic of all others.

import { formatHostPort, type HostPort } from "../net/address.ts";
import { PacketBacklog } from "../net/packet_backlog.ts";
import type { Packet, PacketConn, PacketDialOptions } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { Outlet } from "./outlet.ts";
import type { OutletChooser } from "./outlet_chooser.ts";
import { PacketMerge } from "./packet_merge.ts";

/** So many targets are remembered; more than a program talks to at a time, if it is not looking for peers. */
const MAX_TARGETS = 64;

export class RoutedPacketConn implements PacketConn {
  readonly #chooser: OutletChooser;
  readonly #options: PacketDialOptions;
  /** Where packets for a target go: the eldest first; a promise while that is not known or not open. */
  readonly #ends = new Map<string, PacketConn | Promise<void>>();
  readonly #opened = new Map<Outlet, Promise<PacketConn>>();
  readonly #backlog = new PacketBacklog();
  readonly #merge = new PacketMerge();
  readonly #closing = new AbortController();
  /** The packet on its way: what has waited goes out beside what comes, and an end takes one at a time. */
  #sending: Promise<unknown> | undefined;

  constructor(chooser: OutletChooser, options: PacketDialOptions) {
    this.#chooser = chooser;
    this.#options = options;
  }

  receive(): Promise<Packet> {
    return this.#merge.next();
  }

  async send(packet: Packet): Promise<PacketDrop | undefined> {
    const key = formatHostPort(packet.peer);
    const end = this.#ends.get(key);
    if (end !== undefined && !(end instanceof Promise)) return await this.#forward(packet, end);
    if (!this.#backlog.add(packet)) return "over_limit";
    if (end === undefined) this.#remember(key, this.#prepare(packet.peer, key));
    return undefined;
  }

  close(): void {
    this.#closing.abort();
    this.#merge.close();
    for (const opening of this.#opened.values()) opening.then((conn) => conn.close(), () => {});
  }

  #remember(key: string, end: PacketConn | Promise<void>): void {
    const ends = this.#ends;
    if (ends.size >= MAX_TARGETS && !ends.has(key)) ends.delete(ends.keys().next().value!);
    ends.set(key, end);
  }

  /** Never rejects: the next packet asks again. */
  async #prepare(target: HostPort, key: string): Promise<void> {
    try {
      const { client, user } = this.#options;
      const { signal } = this.#closing;
      const outlet = await this.#chooser.choose(target, { signal, client, user });
      let opening: Promise<PacketConn>;
      let conn: PacketConn;
      do {
        opening = this.#open(outlet);
        conn = await opening;
        // Otherwise it has broken meanwhile, and nobody would tell us again.
      } while (this.#opened.get(outlet) !== opening);
      this.#remember(key, conn);
      await this.#sendHeld(key, conn);
    } catch {
      this.#ends.delete(key);
      await this.#sendHeld(key, undefined);
    }
  }

  #open(outlet: Outlet): Promise<PacketConn> {
    const known = this.#opened.get(outlet);
    if (known !== undefined) return known;
    const opening = outlet.packetDialer.open(this.#options);
    this.#opened.set(outlet, opening);
    opening.then((conn) => this.#takeAnswers(outlet, conn), () => this.#opened.delete(outlet));
    return opening;
  }

  /** A broken end is opened anew for the next packet. */
  async #takeAnswers(outlet: Outlet, conn: PacketConn): Promise<void> {
    if (this.#closing.signal.aborted) return conn.close();
    await this.#merge.add(conn);
    conn.close();
    this.#opened.delete(outlet);
    for (const [key, end] of this.#ends) if (end === conn) this.#ends.delete(key);
  }

  async #sendHeld(key: string, conn: PacketConn | undefined): Promise<void> {
    for (const packet of this.#takeHeld(key)) {
      const drop = conn === undefined ? "unsendable" : await this.#forward(packet, conn);
      if (drop !== undefined && !this.#closing.signal.aborted) this.#options.dropped(drop);
    }
  }

  /** What waits for others goes on waiting. */
  #takeHeld(key: string): readonly Packet[] {
    const held = this.#backlog.takeAll();
    const isOurs = ({ peer }: Packet) => formatHostPort(peer) === key;
    for (const packet of held) if (!isOurs(packet)) this.#backlog.add(packet);
    return held.filter(isOurs);
  }

  async #forward(packet: Packet, conn: PacketConn): Promise<PacketDrop | undefined> {
    while (this.#sending !== undefined) await this.#sending;
    const sending = this.#sending = conn.send(packet);
    try {
      return await sending;
    } finally {
      this.#sending = undefined;
    }
  }
}
