// The ways out for one route: of streams, and of packets where they have one.

import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";

export interface Outlet {
  readonly dialer: StreamDialer;
  readonly packetDialer: PacketDialer;
}
