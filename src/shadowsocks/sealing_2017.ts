// The packet of AEAD-2017 (SIP004, SIP007), the same in both directions:
//
//   +--------+-----------------------+
//   | salt   | body, sealed          |    body: packet_body.ts
//   | 16..32 | its length + 16       |
//   +--------+-----------------------+
//
// The salt names the packet's key. That key seals nothing else, so its nonce is zero.

import type { Aead } from "../crypto/aead.ts";
import type { CipherSuite } from "../crypto/cipher_suite.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import { MIN_BODY_BYTES } from "./packet_body.ts";
import { PacketScratch } from "./packet_scratch.ts";
import type { PacketSealing } from "./packet_sealing.ts";
import type { PacketFault } from "./packets.ts";

export interface SealingParts2017 {
  readonly suite: CipherSuite;
  readonly masterKey: Uint8Array;
  /** Cryptographically random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** Whether a packet with this salt may pass; asked once, in the turn that has found its tag right. */
  readonly admitSalt: (salt: Uint8Array) => boolean;
  /** Hears of each salt that we send ourselves. */
  readonly sentSalt: (salt: Uint8Array) => void;
}

export class Sealing2017 implements PacketSealing {
  readonly #parts: SealingParts2017;
  /** Shared by all who seal here: an engine has read its input when its call returns. */
  readonly #body = new PacketScratch();

  constructor(parts: SealingParts2017) {
    this.#parts = parts;
  }

  seal(header: Uint8Array, payload: Uint8Array, out: PacketScratch): MaybePromise<Uint8Array> {
    const { suite, masterKey, random, sentSalt } = this.#parts;
    const body = this.#body.take(header.length + payload.length);
    body.set(header);
    body.set(payload, header.length);
    const salt = random(suite.method.saltBytes);
    const datagram = out.take(salt.length + body.length + TAG_BYTES);
    datagram.set(salt);
    sentSalt(salt);
    const aead = suite.aeadOfSalt(masterKey, salt);
    const sealing = aead.seal(suite.firstNonce, body, datagram.subarray(salt.length));
    return released(aead, sealing, () => datagram);
  }

  open(datagram: Uint8Array, out: PacketScratch): MaybePromise<Uint8Array | PacketFault> {
    const { suite, masterKey, admitSalt } = this.#parts;
    const { saltBytes } = suite.method;
    const bodyBytes = datagram.length - saltBytes - TAG_BYTES;
    if (bodyBytes < MIN_BODY_BYTES) return "unauthentic";
    const salt = datagram.subarray(0, saltBytes);
    const body = out.take(bodyBytes);
    const aead = suite.aeadOfSalt(masterKey, salt);
    const opening = aead.open(suite.firstNonce, datagram.subarray(saltBytes), body);
    return released(aead, opening, (isAuthentic) => {
      if (!isAuthentic) return "unauthentic";
      return admitSalt(salt) ? body : "replayed";
    });
  }
}

/** What `finish` makes of the only result that the key was made for. */
function released<T, R>(aead: Aead, result: MaybePromise<T>, finish: (value: T) => R) {
  if (result instanceof Promise) return result.finally(() => aead.release()).then(finish);
  aead.release();
  return finish(result);
}
