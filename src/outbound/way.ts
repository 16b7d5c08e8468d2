// One upstream as a list of several is picked from.

import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";

export interface Way {
  /** As the configuration and the log have it. */
  readonly name: string;
  /** Absent where it carries packets alone. */
  readonly dialer: StreamDialer | undefined;
  /** Absent where it carries streams alone. */
  readonly packetDialer: PacketDialer | undefined;
  /** Its part of what is shared out by weight; 0: it is not picked. */
  readonly weights: WayWeights;
}

export interface WayWeights {
  readonly streams: number;
  readonly packets: number;
}
