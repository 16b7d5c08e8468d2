// The contracts of how a packet of the 2022 edition travels, which its methods do in two ways. What is inside is the same:
// the ids of session and packet (16 bytes), then the rest of the head, address and payload.

import type { Aead } from "../crypto/aead.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { PacketScratch } from "./packet_scratch.ts";
import type { UserKey } from "./user_keys.ts";

/** Of one session. */
export interface PacketSealer {
  /** The datagram, in `out`. `plain` is read during the call only. */
  seal(plain: Uint8Array, out: PacketScratch): MaybePromise<Uint8Array>;
  /** Nothing may be in flight. */
  release(): void;
}

export interface OpenedEnvelope {
  readonly user: UserKey;
  readonly plain: Uint8Array;
  /** The key that was made to open it; whoever takes it releases it. `undefined`: none was made. */
  readonly made: Aead | undefined;
}

/** The key of a session that is known. */
export type KnownAead = (user: UserKey, session: Uint8Array) => Aead | undefined;

/** Of all that comes. */
export interface PacketOpener {
  /** What is inside of `datagram`, in `out`; `undefined` when it is not authentic. One at a time. */
  open(
    datagram: Uint8Array,
    out: PacketScratch,
    known: KnownAead,
  ): MaybePromise<OpenedEnvelope | undefined>;
}
