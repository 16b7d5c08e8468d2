// One client's packets, out through a session of its own and back. It begins with the client's first packet, ends when
// nothing has moved for too long, and the next packet begins another.

import { asError } from "../net/as_error.ts";
import type { AssociationEnd, AssociationView } from "../net/association_observer.ts";
import type { HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import { PacketBacklog } from "../net/packet_backlog.ts";
import type { Packet, PacketConn, PacketDialer } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { ClientPacket, PacketClient } from "../net/packet_inbound.ts";
import { clientNetwork } from "./client_network.ts";
import { dialingParty } from "./dialing_party.ts";
import type { Evictable } from "./fair_table.ts";
import type { IdleSweep, Sweepable } from "./idle_sweep.ts";

/** Milliseconds. */
export interface UdpTimeouts {
  readonly idleMs: number;
  /** Where only DNS was seen: nobody waits longer for an answer. */
  readonly dnsIdleMs: number;
}

export interface AssociationParts {
  readonly clock: Clock;
  readonly sweep: IdleSweep;
  readonly timeouts: UdpTimeouts;
  /** Hears of packets that are lost. */
  readonly dropped: (drop: PacketDrop) => void;
  /** Hears, once and at once, that no more packets go this way. */
  readonly ended: (association: UdpAssociation, ending: Ending) => void;
}

export interface Ending {
  readonly end: AssociationEnd;
  /** The error behind it, if there is one. */
  readonly cause: Error | undefined;
}

const DNS_PORT = 53;

export class UdpAssociation implements AssociationView, Evictable, Sweepable {
  readonly id: number;
  readonly target: HostPort;
  readonly owner: string;
  packetsUp = 0;
  packetsDown = 0;
  bytesUp = 0;
  bytesDown = 0;
  movedAt: number;
  idleLimitMs: number;

  readonly #parts: AssociationParts;
  readonly #openedAt: number;
  readonly #backlog = new PacketBacklog();
  #client: PacketClient;
  #conn: PacketConn | undefined;
  #isOver = false;

  constructor(first: ClientPacket, parts: AssociationParts & { readonly id: number }) {
    this.id = parts.id;
    this.#parts = parts;
    this.#client = first.client;
    this.owner = clientNetwork(first.client.address.host);
    this.target = first.target;
    this.#openedAt = parts.clock.now();
    this.movedAt = parts.sweep.now;
    this.idleLimitMs = Math.min(parts.timeouts.dnsIdleMs, parts.timeouts.idleMs);
  }

  get client(): HostPort {
    return this.#client.address;
  }

  /** As it was in the client's last packet. */
  get packetClient(): PacketClient {
    return this.#client;
  }

  get user(): string | undefined {
    return this.#client.user;
  }

  get durationMs(): number {
    return this.#parts.clock.now() - this.#openedAt;
  }

  /** Carries answers back until the association is over. Never rejects. */
  async run(dialer: PacketDialer): Promise<void> {
    this.#parts.sweep.add(this);
    this.movedAt = this.#parts.sweep.now;
    try {
      const conn = await this.#open(dialer);
      if (!this.#isOver) await this.#answerAll(conn);
    } catch (error) {
      this.end("failed", asError(error));
    } finally {
      this.#conn?.close();
    }
  }

  /** The client's next packet. Resolves when its payload may be reused; never rejects. */
  async send({ client, target: peer, payload }: ClientPacket): Promise<void> {
    this.#client = client;
    this.movedAt = this.#parts.sweep.now;
    if (peer.port !== DNS_PORT) this.idleLimitMs = this.#parts.timeouts.idleMs;
    this.packetsUp++;
    this.bytesUp += payload.length;
    if (this.#conn !== undefined) return await this.#forward(this.#conn, { peer, payload });
    if (!this.#backlog.add({ peer, payload })) this.#parts.dropped("over_limit");
  }

  /** Only the first end counts: what follows from being ended explains nothing. */
  end(end: AssociationEnd, cause?: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.sweep.remove(this);
    this.#conn?.close();
    this.#parts.ended(this, { end, cause });
  }

  evict(): void {
    this.end("evicted");
  }

  expire(): void {
    this.end("idle");
  }

  /** The way out, once it has taken what has come meanwhile. */
  async #open(dialer: PacketDialer): Promise<PacketConn> {
    const conn = await dialer.open({
      client: dialingParty(this),
      user: this.user,
      source: this.client.host,
      dropped: this.#parts.dropped,
    });
    // Later packets wait behind the earlier ones.
    for (let waiting = this.#backlog.takeAll(); waiting.length > 0;) {
      for (const packet of waiting) await this.#forward(conn, packet);
      waiting = this.#backlog.takeAll();
    }
    return this.#conn = conn;
  }

  async #forward(conn: PacketConn, packet: Packet): Promise<void> {
    const drop = await conn.send(packet);
    if (drop !== undefined) this.#parts.dropped(drop);
  }

  async #answerAll(conn: PacketConn): Promise<void> {
    // Also when it is over: the receive that is refused then is what ends the lease on the last packet.
    for (;;) {
      const { peer, payload } = await conn.receive();
      this.movedAt = this.#parts.sweep.now;
      this.packetsDown++;
      this.bytesDown += payload.length;
      const drop = await this.#client.reply(peer, payload);
      if (drop !== undefined) this.#parts.dropped(drop);
      if (this.#isAnswered(peer)) this.end("answered");
    }
  }

  /** RFC 5452 section 9.2 asks for query ports that are open no longer than needed. */
  #isAnswered({ port }: HostPort): boolean {
    return port === DNS_PORT && this.target.port === DNS_PORT && this.packetsUp === 1;
  }
}
