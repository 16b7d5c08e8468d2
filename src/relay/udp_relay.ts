// All UDP associations of one program: each client's packets go out through an association of its own, found by the
// client's key. One loop for each inbound; nothing in it waits for a name, or for one client longer than for a socket.

import { asError } from "../net/as_error.ts";
import type { AssociationEnd, AssociationObserver } from "../net/association_observer.ts";
import type { Clock } from "../net/clock.ts";
import type { PacketDialer } from "../net/packet_conn.ts";
import type { ClientPacket, PacketInbound } from "../net/packet_inbound.ts";
import { StreamError } from "../net/stream_error.ts";
import { FairTable, type TableLimits } from "./fair_table.ts";
import { IdleSweep } from "./idle_sweep.ts";
import { type AssociationParts, UdpAssociation, type UdpTimeouts } from "./udp_association.ts";

export interface UdpRelayParts {
  readonly clock: Clock;
  readonly observer: AssociationObserver;
  readonly timeouts: UdpTimeouts;
  readonly limits: TableLimits;
}

/** An inbound and the associations of its clients, by key. */
interface Port {
  readonly inbound: PacketInbound;
  readonly dialer: PacketDialer;
  readonly associations: Map<string, UdpAssociation>;
}

type SharedParts = Omit<AssociationParts, "ended">;

export class UdpRelay {
  readonly #observer: AssociationObserver;
  readonly #parts: SharedParts;
  readonly #table: FairTable<UdpAssociation>;
  readonly #ports = new Set<Port>();
  readonly #running = new Set<Promise<void>>();
  #lastId = 0;
  #stopped = false;

  constructor({ clock, observer, timeouts, limits }: UdpRelayParts) {
    this.#observer = observer;
    this.#table = new FairTable(limits);
    this.#parts = {
      clock,
      timeouts,
      sweep: new IdleSweep(clock),
      dropped: (drop) => observer.dropped(drop, 1),
    };
  }

  get associations(): number {
    return this.#table.size;
  }

  /** Serves the inbound's clients until it is closed; owns it from now on. Never rejects. */
  async serve(inbound: PacketInbound, dialer: PacketDialer): Promise<void> {
    if (this.#stopped) return inbound.close();
    const port: Port = { inbound, dialer, associations: new Map() };
    this.#ports.add(port);
    try {
      for (;;) await this.#forward(await inbound.receive(), port);
    } catch (error) {
      // Closed is what it becomes in the end.
      if (!(error instanceof StreamError)) this.#observer.failed(inbound.address, asError(error));
    } finally {
      inbound.close();
      this.#ports.delete(port);
      endAll(port, "released");
    }
  }

  /** Ends everything, and resolves when it is over. */
  async close(): Promise<void> {
    this.#stopped = true;
    for (const port of this.#ports) {
      endAll(port, "stopped");
      port.inbound.close();
    }
    await Promise.all(this.#running);
  }

  #forward(packet: ClientPacket, port: Port): Promise<void> {
    const association = port.associations.get(packet.client.key) ?? this.#open(packet, port);
    this.#table.touch(association);
    return association.send(packet);
  }

  #open(first: ClientPacket, port: Port): UdpAssociation {
    const { key } = first.client;
    const association = new UdpAssociation(first, {
      ...this.#parts,
      id: ++this.#lastId,
      ended: (association, ending) => {
        port.associations.delete(key);
        port.inbound.forget(association.packetClient);
        this.#table.remove(association);
        this.#observer.ended(association, ending.end, ending.cause);
      },
    });
    this.#table.add(association);
    port.associations.set(key, association);
    this.#observer.opened(association);
    const running = association.run(port.dialer).then(() => void this.#running.delete(running));
    this.#running.add(running);
    return association;
  }
}

function endAll({ associations }: Port, end: AssociationEnd): void {
  for (const association of associations.values()) association.end(end);
}
