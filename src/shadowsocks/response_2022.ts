// How the server's half of a 2022 stream begins (SIP022 3.1.4): with its salt, then records like all others, but that a
// header stands where the first one would have its length:
//
//   +----------+------------------------+-------------------------------+-- ...
//   | salt     | header, sealed         | payload, sealed               | records
//   | 16 or 32 | 11 + request salt + 16 | length in the header + 16     |
//   +----------+------------------------+-------------------------------+-- ...

import {
  decodeFixedResponse,
  encodeFixedResponse,
  fixedResponseBytes,
} from "../codec/response_header_2022.ts";
import type { Aead } from "../crypto/aead.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import { sameBytes } from "../net/bytes.ts";
import { StreamError } from "../net/stream_error.ts";
import { proven } from "./first_length.ts";
import {
  type IncomingRequest,
  MAX_INCOMING_2022,
  MAX_OUTGOING_2022,
  type OutgoingRequest,
  type RequestWriting,
} from "./request_2022.ts";
import type { Beginning, IncomingOpening, OutgoingOpening } from "./stream_opening.ts";
import { decodeStrictly } from "./strict_decoding.ts";
import { demandNear } from "./timestamp_check.ts";
import type { UserKeys } from "./user_keys.ts";

export interface ResponseWriting extends Pick<RequestWriting, "random" | "unixSeconds"> {
  readonly keys: UserKeys;
}

export class OutgoingResponse implements OutgoingOpening {
  readonly maxPayloadBytes = MAX_OUTGOING_2022;
  readonly #parts: ResponseWriting;
  readonly #request: IncomingRequest;

  constructor(parts: ResponseWriting, request: IncomingRequest) {
    this.#parts = parts;
    this.#request = request;
  }

  get nonce(): Uint8Array {
    return this.#parts.keys.suite.nonce;
  }

  begin(plaintext: Uint8Array): Beginning {
    const { keys: { suite }, random, unixSeconds } = this.#parts;
    const { accepted } = this.#request;
    if (accepted === undefined) throw new TypeError("Cannot answer: there is no request yet");
    const salt = random(suite.method.saltBytes);
    const length = encodeFixedResponse({
      unixSeconds: unixSeconds(),
      requestSalt: accepted.salt,
      length: Math.min(plaintext.length, MAX_OUTGOING_2022),
    });
    const aead = suite.aeadOfSalt(accepted.user.key, salt);
    return { aead, plain: salt, length, payload: plaintext };
  }
}

export interface ResponseReading extends Pick<RequestWriting, "suite" | "chain" | "unixSeconds"> {
  /** Hears how far the server's clock is ahead of ours, by each authentic answer. */
  readonly heardClock: (aheadSeconds: number) => void;
}

export class IncomingResponse implements IncomingOpening {
  /** A server may answer before it has anything to say. */
  readonly minPayloadBytes = 0;
  readonly maxPayloadBytes = MAX_INCOMING_2022;
  /** Nobody probes a client. */
  readonly isOneRead = false;
  readonly #parts: ResponseReading;
  readonly #request: OutgoingRequest;

  constructor(parts: ResponseReading, request: OutgoingRequest) {
    this.#parts = parts;
    this.#request = request;
  }

  get nonce(): Uint8Array {
    return this.#parts.suite.nonce;
  }

  get plainBytes(): number {
    return this.#parts.suite.method.saltBytes;
  }

  get lengthBytes(): number {
    return fixedResponseBytes(this.#parts.suite.method.saltBytes);
  }

  /** A client keeps no salts of servers (SIP022 3.1.5): the one of its own request is in the header. */
  begin(beginning: Uint8Array, length: Uint8Array): MaybePromise<Aead | undefined> {
    const { suite, chain } = this.#parts;
    const aead = suite.aeadOfSalt(chain.userKey, beginning.subarray(0, this.plainBytes));
    const sealed = beginning.subarray(this.plainBytes);
    return proven(aead, { nonce: suite.firstNonce, sealed, length });
  }

  acceptLength(opened: Uint8Array): number {
    const { unixSeconds, heardClock } = this.#parts;
    const fixed = decodeStrictly(decodeFixedResponse, opened);
    const { salt } = this.#request;
    if (salt === undefined || !sameBytes(fixed.requestSalt, salt)) {
      throw new StreamError("replayed", "Cannot read: the answer is to another request");
    }
    const now = unixSeconds();
    heardClock(fixed.unixSeconds - now);
    demandNear(fixed.unixSeconds, now);
    return fixed.length;
  }

  acceptPayload(opened: Uint8Array): number {
    return opened.length;
  }
}
