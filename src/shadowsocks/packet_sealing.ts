// The contract of sealing packets one by one, where nothing connects a packet with the one before: AEAD-2017, and the
// method `none`.

import type { MaybePromise } from "../net/maybe_promise.ts";
import type { PacketScratch } from "./packet_scratch.ts";
import type { PacketFault } from "./packets.ts";

/** One key, for all packets in both directions. */
export interface PacketSealing {
  /** The datagram with `header` and `payload` one behind the other inside, in `out`. Both are read during the call only. */
  seal(header: Uint8Array, payload: Uint8Array, out: PacketScratch): MaybePromise<Uint8Array>;
  /**
   * What is inside of `datagram`, in `out` or where it is. `datagram` must stay as it is for as long as the result is in
   * use.
   */
  open(datagram: Uint8Array, out: PacketScratch): MaybePromise<Uint8Array | PacketFault>;
}
