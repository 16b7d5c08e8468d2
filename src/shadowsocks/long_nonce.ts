// Packets of the method without blocks (SIP022 3.2.1): everything is sealed at once under the key itself, with a nonce so
// long that it can be drawn.
//
//   +-------+-------------------------+
//   | nonce | ids and rest, sealed    |
//   |  24   | their length + 16       |
//   +-------+-------------------------+

import { IDS_BYTES } from "../codec/packet_head_2022.ts";
import type { Aead } from "../crypto/aead.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { IdentityChain } from "./identity_chain.ts";
import type { OpenedEnvelope, PacketOpener, PacketSealer } from "./packet_envelope.ts";
import type { PacketScratch } from "./packet_scratch.ts";
import type { UserKey, UserKeys } from "./user_keys.ts";

const NONCE_BYTES = 24;

export interface LongNonceSealerParts {
  readonly suite: CipherSuite2022;
  readonly chain: IdentityChain;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
}

export class LongNonceSealer implements PacketSealer {
  readonly #aead: Aead;
  readonly #random: (bytes: number) => Uint8Array;

  constructor({ suite, chain, random }: LongNonceSealerParts) {
    this.#aead = suite.longNonceAead(chain.userKey);
    this.#random = random;
  }

  seal(plain: Uint8Array, out: PacketScratch): MaybePromise<Uint8Array> {
    const datagram = out.take(NONCE_BYTES + plain.length + TAG_BYTES);
    const nonce = this.#random(NONCE_BYTES);
    datagram.set(nonce);
    const sealing = this.#aead.seal(nonce, plain, datagram.subarray(NONCE_BYTES));
    return sealing instanceof Promise ? sealing.then(() => datagram) : datagram;
  }

  release(): void {
    this.#aead.release();
  }
}

export class LongNonceOpener implements PacketOpener {
  readonly #aead: Aead;
  readonly #user: UserKey;

  constructor({ suite, everybody }: UserKeys) {
    if (everybody === undefined) throw new RangeError("Cannot tell users apart without blocks");
    this.#aead = suite.longNonceAead(everybody.key);
    this.#user = everybody;
  }

  open(datagram: Uint8Array, out: PacketScratch): MaybePromise<OpenedEnvelope | undefined> {
    const plainBytes = datagram.length - NONCE_BYTES - TAG_BYTES;
    if (plainBytes < IDS_BYTES) return undefined;
    const plain = out.take(plainBytes);
    const nonce = datagram.subarray(0, NONCE_BYTES);
    const opened = this.#aead.open(nonce, datagram.subarray(NONCE_BYTES), plain);
    const finish = (isAuthentic: boolean): OpenedEnvelope | undefined =>
      isAuthentic ? { user: this.#user, plain, made: undefined } : undefined;
    return opened instanceof Promise ? opened.then(finish) : finish(opened);
  }
}
