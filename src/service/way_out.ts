// How a role reaches its targets, whatever stands behind it.

import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";

/** Whether a client may come in, by its IP address. */
export type Admits = (ip: string) => boolean;

export interface WayOut {
  readonly dialer: StreamDialer;
  /** `undefined`: nothing carries packets. */
  readonly packetDialer: PacketDialer | undefined;
  /** What encrypts, one for each Shadowsocks server. */
  readonly engines: readonly string[];
  /** Who may come in at all; `undefined`: everybody. */
  readonly admits: Admits | undefined;
  /** Ends what goes on by itself. Idempotent. */
  close(): void;
}
