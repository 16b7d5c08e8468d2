// The contract of sealed UDP packets, the same for AEAD-2017 and the 2022 edition: a client's end of one session with a
// server, and a server's end of all its sessions.

import type { HostPort } from "../net/address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { PacketDrop } from "../net/packet_drop.ts";

export interface OpenedPacket {
  /** At a server the target, at a client the source. */
  readonly address: HostPort;
  /** Leased until the next `open()` of the same end. */
  readonly payload: Uint8Array;
}

/** What a packet that does not open is: a value and no error, because strangers send them all day. */
export type PacketFault = Extract<
  PacketDrop,
  "unauthentic" | "replayed" | "clock_skew" | "malformed" | "over_limit"
>;

/** A client's end: one for each outbound session. One `seal` and one `open` at a time. */
export interface ClientPackets {
  /** The datagram for the server, leased until the next `seal()`. */
  seal(target: HostPort, payload: Uint8Array): MaybePromise<Uint8Array>;
  open(datagram: Uint8Array): MaybePromise<OpenedPacket | PacketFault>;
}

/** What a server knows of one client. */
export interface PacketSession {
  /** Tells sessions of one server apart. */
  readonly key: string;
  readonly user: string | undefined;
  /** The datagram for this client, leased until the next `seal()` of this session. One at a time. */
  seal(source: HostPort, payload: Uint8Array): MaybePromise<Uint8Array>;
}

export interface OpenedClientPacket extends OpenedPacket {
  readonly session: PacketSession;
}

/** A server's end, for all clients of one port. One `open` at a time. */
export interface ServerPackets {
  /** `from`: the sender. A session is given only when the packet is valid in every respect. */
  open(datagram: Uint8Array, from: HostPort): MaybePromise<OpenedClientPacket | PacketFault>;
  /** Nobody needs this session any more. What is remembered against replays stays for as long as it must. */
  forget(session: PacketSession): void;
}
