// A server's stream of AEAD-2017 on a port that many users share: whose it is shows when it opens. It is answered under
// the same key.

import type { Aead } from "../crypto/aead.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { type FirstLength, proven } from "./first_length.ts";
import type { KeyTrial } from "./key_trial.ts";
import { beginning2017, SaltedOpening } from "./opening_2017.ts";
import { MAX_PAYLOAD_BYTES, type RecordParts } from "./record.ts";
import { SealedConn } from "./sealed_conn.ts";
import type { Beginning, OutgoingOpening } from "./stream_opening.ts";
import type { UserKey } from "./user_keys.ts";

/** What all streams of one port share. */
export interface SharedParts2017 extends Omit<RecordParts, "masterKey"> {
  readonly trial: KeyTrial<UserKey>;
}

export class SharedConn2017 extends SealedConn {
  readonly #incoming: IncomingTrial;

  constructor(lower: StreamConn, parts: SharedParts2017) {
    const incoming = new IncomingTrial(parts, lower.remoteAddress.host);
    super(lower, {
      incoming,
      outgoing: new OutgoingAnswer(parts, incoming),
      buffers: parts.buffers,
    });
    this.#incoming = incoming;
  }

  /** `undefined` before the first read, and for a key that is nobody's in particular. */
  get user(): string | undefined {
    return this.#incoming.accepted?.user;
  }
}

class IncomingTrial extends SaltedOpening {
  readonly #parts: SharedParts2017;
  readonly #client: string;
  /** The one tried last, and so the one that fits, if any does. */
  #found: UserKey | undefined;
  #isAccepted = false;

  constructor(parts: SharedParts2017, client: string) {
    super(parts);
    this.#parts = parts;
    this.#client = client;
  }

  /** Whose stream it is; `undefined` until it has proved to be no replay. */
  get accepted(): UserKey | undefined {
    return this.#isAccepted ? this.#found : undefined;
  }

  override acceptLength(opened: Uint8Array): number {
    const length = super.acceptLength(opened);
    this.#isAccepted = true;
    this.#parts.trial.used(this.#found!, this.#client);
    return length;
  }

  protected override findKey(
    salt: Uint8Array,
    first: FirstLength,
  ): MaybePromise<Aead | undefined> {
    const { suite, trial } = this.#parts;
    return trial.find(this.#client, (candidate) => {
      this.#found = candidate;
      return proven(suite.aeadOfSalt(candidate.key, salt), first);
    });
  }
}

class OutgoingAnswer implements OutgoingOpening {
  readonly maxPayloadBytes = MAX_PAYLOAD_BYTES;
  readonly #parts: SharedParts2017;
  readonly #incoming: IncomingTrial;

  constructor(parts: SharedParts2017, incoming: IncomingTrial) {
    this.#parts = parts;
    this.#incoming = incoming;
  }

  get nonce(): Uint8Array {
    return this.#parts.suite.nonce;
  }

  begin(plaintext: Uint8Array): Beginning {
    const { accepted } = this.#incoming;
    if (accepted === undefined) throw new TypeError("Cannot answer: there is no request yet");
    return beginning2017({ ...this.#parts, masterKey: accepted.key }, plaintext);
  }
}
