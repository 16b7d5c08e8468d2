// The packets of several ends as one sequence. Each end is asked for its next packet only after the last one has been
// used, since that is on lease until then.

import type { Packet, PacketConn } from "../net/packet_conn.ts";
import { StreamError } from "../net/stream_error.ts";

interface Arrival {
  readonly packet: Packet;
  /** Called once the packet has been used. */
  readonly used: () => void;
}

export class PacketMerge {
  readonly #arrivals: Arrival[] = [];
  #waiting: PromiseWithResolvers<Packet> | undefined;
  #leased: Arrival | undefined;
  #isClosed = false;

  /** Takes the end's packets until it breaks or all is closed. Never rejects. */
  async add(conn: PacketConn): Promise<void> {
    try {
      while (!this.#isClosed) await this.#hand(await conn.receive());
    } catch {
      // It is over, the others go on.
    }
  }

  /** As PacketConn.receive(). */
  next(): Promise<Packet> {
    this.#leased?.used();
    this.#leased = undefined;
    if (this.#isClosed) return Promise.reject(closed());
    const arrival = this.#arrivals.shift();
    if (arrival !== undefined) return Promise.resolve(this.#lend(arrival));
    this.#waiting = Promise.withResolvers();
    return this.#waiting.promise;
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#waiting?.reject(closed());
    this.#waiting = undefined;
    for (const { used } of this.#arrivals.splice(0)) used();
    this.#leased?.used();
  }

  /** Resolves once the packet has been used. */
  #hand(packet: Packet): Promise<void> {
    const use = Promise.withResolvers<void>();
    const arrival = { packet, used: use.resolve };
    if (this.#isClosed) return Promise.resolve();
    if (this.#waiting === undefined) this.#arrivals.push(arrival);
    else this.#waiting.resolve(this.#lend(arrival));
    this.#waiting = undefined;
    return use.promise;
  }

  #lend(arrival: Arrival): Packet {
    this.#leased = arrival;
    return arrival.packet;
  }
}

function closed(): StreamError {
  return new StreamError("closed", "Cannot receive: closed");
}
