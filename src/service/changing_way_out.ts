// A way out that can be changed while connections go by it: those that are open stay as they are, new ones take the new
// way.

import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import type { WayOut } from "./build_way_out.ts";
import { NO_PACKETS } from "./route_outlets.ts";

export class ChangingWayOut {
  readonly dialer: StreamDialer = {
    dial: (target, options) => this.#current.dialer.dial(target, options),
  };
  /** Where the first way carries packets. */
  readonly packetDialer: PacketDialer | undefined;
  #current: WayOut;

  constructor(first: WayOut) {
    this.#current = first;
    this.packetDialer = first.packetDialer && {
      open: (options) => (this.#current.packetDialer ?? NO_PACKETS).open(options),
    };
  }

  get engines(): readonly string[] {
    return this.#current.engines;
  }

  /** Of the first way: who is let in is no matter of the ways out. */
  change(next: WayOut): void {
    this.#current.close();
    this.#current = next;
  }

  /** Ends what goes on by itself. Idempotent. */
  close(): void {
    this.#current.close();
  }
}
