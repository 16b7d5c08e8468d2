// How a stream of AEAD-2017 begins: with its salt, then records like all others (record.ts).

import type { Aead } from "../crypto/aead.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import { StreamError } from "../net/stream_error.ts";
import { type FirstLength, proven } from "./first_length.ts";
import { LENGTH_BYTES, MAX_PAYLOAD_BYTES, type RecordParts } from "./record.ts";
import type { Beginning, IncomingOpening, OutgoingOpening } from "./stream_opening.ts";

/** Whoever's key it is. */
export abstract class SaltedOpening implements IncomingOpening {
  /** Empty records mean nothing, and some clients send them. */
  readonly minPayloadBytes = 0;
  readonly maxPayloadBytes = MAX_PAYLOAD_BYTES;
  readonly lengthBytes = LENGTH_BYTES;
  /** Other implementations send the salt alone. */
  readonly isOneRead = false;
  readonly #parts: Pick<RecordParts, "suite" | "admitSalt">;
  /** Kept until the first length has proved that the peer knows the key. */
  #salt: Uint8Array | undefined;

  constructor(parts: Pick<RecordParts, "suite" | "admitSalt">) {
    this.#parts = parts;
  }

  /** As `begin()`. */
  protected abstract findKey(
    salt: Uint8Array,
    first: FirstLength,
  ): MaybePromise<Aead | undefined>;

  get nonce(): Uint8Array {
    return this.#parts.suite.nonce;
  }

  get plainBytes(): number {
    return this.#parts.suite.method.saltBytes;
  }

  begin(beginning: Uint8Array, length: Uint8Array): MaybePromise<Aead | undefined> {
    const { suite } = this.#parts;
    const salt = this.#salt = beginning.slice(0, suite.method.saltBytes);
    const sealed = beginning.subarray(salt.length);
    return this.findKey(salt, { nonce: suite.firstNonce, sealed, length });
  }

  acceptLength(opened: Uint8Array): number {
    if (!this.#parts.admitSalt(this.#salt!)) {
      throw new StreamError("replayed", "Cannot read: the stream's salt was seen before");
    }
    return opened[0]! << 8 | opened[1]!;
  }

  acceptPayload(opened: Uint8Array): number {
    return opened.length;
  }
}

export class Incoming2017 extends SaltedOpening {
  readonly #parts: RecordParts;

  constructor(parts: RecordParts) {
    super(parts);
    this.#parts = parts;
  }

  protected override findKey(
    salt: Uint8Array,
    first: FirstLength,
  ): MaybePromise<Aead | undefined> {
    const { suite, masterKey } = this.#parts;
    return proven(suite.aeadOfSalt(masterKey, salt), first);
  }
}

export class Outgoing2017 implements OutgoingOpening {
  readonly maxPayloadBytes = MAX_PAYLOAD_BYTES;
  readonly #parts: RecordParts;

  constructor(parts: RecordParts) {
    this.#parts = parts;
  }

  get nonce(): Uint8Array {
    return this.#parts.suite.nonce;
  }

  begin(plaintext: Uint8Array): Beginning {
    return beginning2017(this.#parts, plaintext);
  }
}

/** As OutgoingOpening.begin(). */
export function beginning2017(
  { suite, masterKey, random, sentSalt }: Omit<RecordParts, "buffers" | "admitSalt">,
  plaintext: Uint8Array,
): Beginning {
  const salt = random(suite.method.saltBytes);
  const aead = suite.aeadOfSalt(masterKey, salt);
  sentSalt(salt);
  const first = Math.min(plaintext.length, MAX_PAYLOAD_BYTES);
  const length = Uint8Array.of(first >>> 8, first & 0xff);
  return { aead, plain: salt, length, payload: plaintext };
}
