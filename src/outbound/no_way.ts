// What stands where nothing carries: every dial fails.

import { DialError } from "../net/dial_failure.ts";
import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";

export const NO_STREAMS: StreamDialer = {
  dial: () => Promise.reject(new DialError("denied", "Cannot connect: no upstream carries TCP")),
};

export const NO_PACKETS: PacketDialer = {
  open: () => Promise.reject(new DialError("denied", "Cannot carry packets: no upstream does")),
};
