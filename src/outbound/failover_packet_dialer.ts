// The same for packets: a new association takes the first way that can be opened. Once open it stays there, since a packet
// that gets no answer says nothing of the way that it took; what streams and probes show of an upstream counts here too.

import { DialError } from "../net/dial_failure.ts";
import type { PacketConn, PacketDialer, PacketDialOptions } from "../net/packet_conn.ts";
import type { UpstreamObserver } from "../net/upstream_observer.ts";
import { Crossroads, type CrossroadsParts } from "./crossroads.ts";
import { reactionToOpen } from "./failover_table.ts";
import { type Lane, type ManagedWay, packetLanes } from "./managed_way.ts";
import type { Picker } from "./picker.ts";
import type { AttemptLimits } from "./upstream_walk.ts";
import { WatchedPacketConn } from "./watched_packet_conn.ts";

export interface FailoverPacketParts extends Omit<CrossroadsParts<PacketDialer>, "lanes"> {
  /** Those that carry packets are taken. */
  readonly ways: readonly ManagedWay[];
  /** One at each way: to open a socket of our own does not fail once and succeed then. */
  readonly limits: Pick<AttemptLimits, "attempts">;
  readonly picker: Picker;
  readonly observer: Pick<UpstreamObserver, "movedOn">;
}

export class FailoverPacketDialer implements PacketDialer {
  readonly #parts: FailoverPacketParts;
  readonly #crossroads: Crossroads<PacketDialer>;

  constructor(parts: FailoverPacketParts) {
    this.#parts = parts;
    this.#crossroads = new Crossroads({ ...parts, lanes: packetLanes(parts.ways) });
  }

  /** Rejects with the last way's failure when none can be opened. */
  async open(options: PacketDialOptions): Promise<PacketConn> {
    const { picker, observer } = this.#parts;
    const ways = this.#waysFor(options);
    for (let i = 0;; i++) {
      const { name, dialer, state } = ways[i]!;
      try {
        const conn = await dialer.open(options);
        picker.served?.(name);
        return state === undefined ? conn : new WatchedPacketConn(conn, state);
      } catch (error) {
        if (!(error instanceof DialError)) throw error;
        const { movesOn, isBlamed } = reactionToOpen(error);
        if (isBlamed) state?.failed(error);
        if (!movesOn || i + 1 === ways.length) throw error;
        observer.movedOn(name, error);
      }
    }
  }

  /** Attempts are counted of upstreams alone. */
  #waysFor({ source }: PacketDialOptions): readonly Lane<PacketDialer>[] {
    const { attempts } = this.#parts.limits;
    const { lanes, lastResorts } = this.#crossroads.courseFor({ target: undefined, source });
    return [...lanes, ...lastResorts].filter(({ state }, i) =>
      i < attempts || (state === undefined && i === attempts)
    );
  }
}
