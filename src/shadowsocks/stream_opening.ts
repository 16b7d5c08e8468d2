// The contracts of how a stream of records begins, where its families differ: what comes before the first sealed bytes,
// and what the first record is. One object each for one stream; it is let go when the first record is over.

import type { Aead } from "../crypto/aead.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";

interface RecordShape {
  /** Where nonces are written, of the suite's length; shared with all its streams. */
  readonly nonce: Uint8Array;
  /** Of one record. */
  readonly maxPayloadBytes: number;
}

/** The peer's half. */
export interface IncomingOpening extends RecordShape {
  /** 1 where nobody sends a record of no bytes. */
  readonly minPayloadBytes: 0 | 1;
  /** Of what comes before the first sealed bytes: the salt, and perhaps more. */
  readonly plainBytes: number;
  /** Of the first length, which may be a longer header with a length in it. */
  readonly lengthBytes: number;
  /** Whether everything up to the first length must come with the first read. */
  readonly isOneRead: boolean;
  /**
   * The key of the stream, which has opened the first length (with the first nonce) into `length`; `undefined` when none of
   * ours does. `beginning`, all that comes before the length and the length itself, must stay as it is until then.
   */
  begin(beginning: Uint8Array, length: Uint8Array): MaybePromise<Aead | undefined>;
  /**
   * Called as soon as there is a key. Returns the length that is in what it has opened, or throws a StreamError when the
   * stream must not go on.
   */
  acceptLength(opened: Uint8Array): number;
  /** Leaves what is the caller's of the first payload at its beginning, and returns how many bytes that are. */
  acceptPayload(opened: Uint8Array): number;
}

/** Our own half. */
export interface OutgoingOpening extends RecordShape {
  /** Draws the salt and makes its key. `plaintext`: what is written first. */
  begin(plaintext: Uint8Array): Beginning;
}

export interface Beginning {
  readonly aead: Aead;
  /** What goes before the first sealed bytes. */
  readonly plain: Uint8Array;
  /** What stands where other records have their length. */
  readonly length: Uint8Array;
  /** What the first records carry: the plaintext, and perhaps more. */
  readonly payload: Uint8Array;
}
