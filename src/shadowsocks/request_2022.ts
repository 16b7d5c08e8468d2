// How the client's half of a 2022 stream begins (SIP022 3.1.3, SIP023):
//
//   +----------+------------------+-----------------------+-------------------------------------+-- ...
//   | salt     | identity headers | fixed header, sealed  | variable header, sealed             | records
//   | 16 or 32 | 16 each          | 11 + 16               | length in the fixed one + 16        |
//   +----------+------------------+-----------------------+-------------------------------------+-- ...
//
// On either side of it the plain stream is the same as with AEAD-2017: the address, then the payload. What the variable
// header has between them is put in and taken out here.

import {
  decodeFixedRequest,
  decodeVariableRequest,
  encodeFixedRequest,
  encodeVariableRequest,
  FIXED_REQUEST_BYTES,
  MAX_PADDING_BYTES,
} from "../codec/request_header_2022.ts";
import { decodeAddress } from "../codec/address_header.ts";
import type { Aead } from "../crypto/aead.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import { StreamError } from "../net/stream_error.ts";
import { proven } from "./first_length.ts";
import type { IdentityChain } from "./identity_chain.ts";
import type { Beginning, IncomingOpening, OutgoingOpening } from "./stream_opening.ts";
import { decodeStrictly } from "./strict_decoding.ts";
import { demandNear } from "./timestamp_check.ts";
import type { UserKey, UserKeys } from "./user_keys.ts";

/** What a peer may put into a record. */
export const MAX_INCOMING_2022 = 0xffff;
/** What we do: nobody can open a record before he holds all of it, and longer ones are no faster (measured). */
export const MAX_OUTGOING_2022 = 0x3fff;

export interface RequestWriting {
  readonly suite: CipherSuite2022;
  readonly chain: IdentityChain;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** The clock on the wall, in whole seconds. */
  readonly unixSeconds: () => number;
}

export class OutgoingRequest implements OutgoingOpening {
  readonly maxPayloadBytes = MAX_OUTGOING_2022;
  readonly #parts: RequestWriting;
  #salt: Uint8Array | undefined;

  constructor(parts: RequestWriting) {
    this.#parts = parts;
  }

  get nonce(): Uint8Array {
    return this.#parts.suite.nonce;
  }

  /** What the response must have in it; `undefined` before the first write. */
  get salt(): Uint8Array | undefined {
    return this.#salt;
  }

  /** `plaintext`: a whole address, and perhaps payload behind it. */
  begin(plaintext: Uint8Array): Beginning {
    const { suite, chain, random, unixSeconds } = this.#parts;
    const { saltBytes } = suite.method;
    const plain = new Uint8Array(saltBytes + chain.bytes);
    plain.set(random(saltBytes));
    const salt = this.#salt = plain.subarray(0, saltBytes);
    chain.writeStreamHeaders(salt, plain.subarray(saltBytes));
    const payload = encodeVariableRequest(plaintext, this.#paddingFor(plaintext));
    const length = Math.min(payload.length, MAX_OUTGOING_2022);
    return {
      aead: suite.aeadOfSalt(chain.userKey, salt),
      plain,
      length: encodeFixedRequest({ unixSeconds: unixSeconds(), length }),
      payload,
    };
  }

  /** Never 0 without payload: a server refuses that. */
  #paddingFor(plaintext: Uint8Array): number {
    const hasPayload = decodeAddress(plaintext, 0)?.end !== plaintext.length;
    return hasPayload ? 0 : drawPadding(this.#parts.random);
  }
}

/** 1..900, each as likely as the others but for one part in five million. */
export function drawPadding(random: (bytes: number) => Uint8Array): number {
  const bytes = random(4);
  const drawn = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return 1 + drawn % MAX_PADDING_BYTES;
}

export interface RequestReading {
  readonly keys: UserKeys;
  readonly unixSeconds: () => number;
  /** Whether a stream with this salt may go on; asked once, when everything else about it is right so far. */
  readonly admitSalt: (salt: Uint8Array) => boolean;
  /** SIP022: everything up to the fixed header comes with the first read. Not so behind what cuts streams anew. */
  readonly isOneRead: boolean;
}

export class IncomingRequest implements IncomingOpening {
  readonly minPayloadBytes = 1;
  readonly maxPayloadBytes = MAX_INCOMING_2022;
  readonly lengthBytes = FIXED_REQUEST_BYTES;
  readonly #parts: RequestReading;
  #salt: Uint8Array | undefined;
  #user: UserKey | undefined;
  #isAccepted = false;

  constructor(parts: RequestReading) {
    this.#parts = parts;
  }

  get nonce(): Uint8Array {
    return this.#parts.keys.suite.nonce;
  }

  get plainBytes(): number {
    const { suite, identityBytes } = this.#parts.keys;
    return suite.method.saltBytes + identityBytes;
  }

  get isOneRead(): boolean {
    return this.#parts.isOneRead;
  }

  /** What its answer is made of; `undefined` until the client has proved that it knows its key. */
  get accepted(): { readonly salt: Uint8Array; readonly user: UserKey } | undefined {
    return this.#isAccepted ? { salt: this.#salt!, user: this.#user! } : undefined;
  }

  begin(beginning: Uint8Array, length: Uint8Array): MaybePromise<Aead | undefined> {
    const { keys } = this.#parts;
    const { suite } = keys;
    const salt = this.#salt = beginning.slice(0, suite.method.saltBytes);
    const identity = beginning.subarray(salt.length, this.plainBytes);
    const user = this.#user = keys.ofStream(salt, identity);
    if (user === undefined) throw this.#nobodys(salt, identity);
    const sealed = beginning.subarray(this.plainBytes);
    return proven(suite.aeadOfSalt(user.key, salt), { nonce: suite.firstNonce, sealed, length });
  }

  #nobodys(salt: Uint8Array, identity: Uint8Array): StreamError {
    const { keys, unixSeconds } = this.#parts;
    const swapped = keys.swappedBy(salt, identity, unixSeconds());
    return new StreamError(
      "unauthenticated",
      swapped === undefined
        ? "Cannot read: the stream names no user of ours"
        : `Cannot read: ${swapped}'s client has its own key before the server's, not behind it`,
    );
  }

  /** The time goes first: salts are remembered for as long as their times are taken. */
  acceptLength(opened: Uint8Array): number {
    const { unixSeconds, admitSalt } = this.#parts;
    const fixed = decodeStrictly(decodeFixedRequest, opened);
    demandNear(fixed.unixSeconds, unixSeconds());
    if (!admitSalt(this.#salt!)) {
      throw new StreamError("replayed", "Cannot read: the stream's salt was seen before");
    }
    this.#isAccepted = true;
    return fixed.length;
  }

  acceptPayload(opened: Uint8Array): number {
    const { addressEnd, payloadAt } = decodeStrictly(decodeVariableRequest, opened);
    opened.copyWithin(addressEnd, payloadAt);
    return opened.length - (payloadAt - addressEnd);
  }
}
