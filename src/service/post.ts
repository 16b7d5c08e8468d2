// A place to listen at and what to do with whoever comes.

import type { HostPort } from "../net/address.ts";
import type { DatagramSocket } from "../net/datagram_socket.ts";
import type { ReadHabit } from "../net/deno_tcp_conn.ts";
import type { PacketDialer } from "../net/packet_conn.ts";
import type { PacketInbound } from "../net/packet_inbound.ts";
import type { Route } from "../relay/tcp_relay.ts";

export interface Post {
  readonly address: HostPort;
  /** Where its packets come, where that is not `address`. */
  readonly packetAddress?: HostPort | undefined;
  /** `undefined`: no connections are taken. */
  readonly route: Route | undefined;
  /** How its connections are read. */
  readonly habit: ReadHabit;
  /** `undefined`: no packets are taken. */
  readonly packets: PacketRoute | undefined;
  readonly engines: readonly string[];
}

export interface PacketRoute {
  readonly inbound: (socket: DatagramSocket) => PacketInbound;
  readonly dialer: PacketDialer;
}
