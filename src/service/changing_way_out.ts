// A way out that can be changed while connections go by it: those that are open stay as they are, new ones take the new
// way.

import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { NO_PACKETS } from "../outbound/no_way.ts";
import type { WayOut } from "./way_out.ts";

export class ChangingWayOut {
  readonly dialer: StreamDialer = {
    dial: (target, options) => this.#current.dialer.dial(target, options),
  };
  /** Where the first way carries packets. */
  readonly packetDialer: PacketDialer | undefined;
  #current: WayOut;
  /** How often a change was asked for, and which of these brought the current way. */
  #asked = 0;
  #taken = 0;

  constructor(first: WayOut) {
    this.#current = first;
    this.packetDialer = first.packetDialer && {
      open: (options) => (this.#current.packetDialer ?? NO_PACKETS).open(options),
    };
  }

  get engines(): readonly string[] {
    return this.#current.engines;
  }

  /** What was asked for last stays, whichever is ready first. Rejects when `coming` does; then all stays as it is. */
  async change(coming: Promise<WayOut>): Promise<void> {
    const turn = ++this.#asked;
    const next = await coming;
    if (turn < this.#taken) return next.close();
    this.#taken = turn;
    this.#current.close();
    this.#current = next;
  }

  /** Ends what goes on by itself, also of a way that is still to come. Idempotent. */
  close(): void {
    this.#taken = Infinity;
    this.#current.close();
  }
}
