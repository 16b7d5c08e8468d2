// Packets that wait for something (a socket, a name) to be ready, as copies of our own: the lease on a packet ends long
// before. Bounded, because UDP does not slow down for us; what does not fit is lost, the latest first.

import type { Packet } from "./packet_conn.ts";

const MAX_PACKETS = 16;
const MAX_BYTES = 64 * 1024;

export class PacketBacklog {
  #packets: Packet[] = [];
  #bytes = 0;

  /** Whether there was room. */
  add({ peer, payload }: Packet): boolean {
    if (this.#packets.length === MAX_PACKETS || this.#bytes + payload.length > MAX_BYTES) {
      return false;
    }
    this.#packets.push({ peer, payload: payload.slice() });
    this.#bytes += payload.length;
    return true;
  }

  /** All of them, the eldest first; from now on it is empty. */
  takeAll(): readonly Packet[] {
    const packets = this.#packets;
    this.#packets = [];
    this.#bytes = 0;
    return packets;
  }
}
