// The contract of a way to exchange packets with any number of targets: what a UDP association is on its far side, and
// what chains of outbounds are made of.

import type { HostPort } from "./address.ts";
import type { PacketDrop } from "./packet_drop.ts";

/** One datagram of an application, with the target that it is for, or the source that it comes from. */
export interface Packet {
  /** A name only on its way out. */
  readonly peer: HostPort;
  readonly payload: Uint8Array;
}

export interface PacketConn {
  /** The next packet; its payload is leased until the next `receive()`. One at a time. Rejects once closed. */
  receive(): Promise<Packet>;
  /**
   * Sends the packet, or loses it as a network would: then says why. The payload may be reused once the promise resolves.
   * One at a time. Never rejects.
   */
  send(packet: Packet): Promise<PacketDrop | undefined>;
  /** Idempotent. */
  close(): void;
}

export interface PacketDialOptions {
  /** For whom, as what is limited per client is counted: a user, or an IP address. */
  readonly client: string;
  /** As with streams (stream_dialer.ts). */
  readonly user?: string | undefined;
  readonly source?: string | undefined;
  /** Hears of packets that are lost later than `send()` could tell. */
  readonly dropped: (drop: PacketDrop) => void;
}

export interface PacketDialer {
  /** Opens one end of its own, for one client. Rejects with a DialError only. */
  open(options: PacketDialOptions): Promise<PacketConn>;
}
