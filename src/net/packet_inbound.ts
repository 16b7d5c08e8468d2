// The contract of the client's side of UDP: packets of any number of clients on one socket.

import type { HostPort } from "./address.ts";
import type { PacketDrop } from "./packet_drop.ts";

/** Somebody who sends packets. One association of the relay belongs to it, found by its key. */
export interface PacketClient {
  /** Tells the clients of one inbound apart. */
  readonly key: string;
  /** Where it has sent its last authentic packet from. */
  readonly address: HostPort;
  /** Who it is, where the protocol authenticates users. */
  readonly user: string | undefined;
  /** Sends a packet back; one at a time. `payload` may be reused once the promise resolves. Never rejects. */
  reply(source: HostPort, payload: Uint8Array): Promise<PacketDrop | undefined>;
}

export interface ClientPacket {
  readonly client: PacketClient;
  readonly target: HostPort;
  /** Leased until the next `receive()`. */
  readonly payload: Uint8Array;
}

export interface PacketInbound {
  /** Where clients send to. */
  readonly address: HostPort;
  /** The next packet that belongs to a client; what does not is dropped on the way. Rejects once closed. */
  receive(): Promise<ClientPacket>;
  /** The relay has forgotten this client. */
  forget(client: PacketClient): void;
  /** Idempotent. */
  close(): void;
}

/** Hears of what an inbound drops; `from` is the sender's address, which on UDP anybody can make up. */
export type HearDrop = (drop: PacketDrop, from: HostPort) => void;
