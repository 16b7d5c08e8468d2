// Packets of the methods with blocks (SIP022 3.2.1, SIP023): the ids are a block of their own, so that a server finds the
// session, and with it the key, before it opens the rest.
//
//   +-----------------+------------------+--------------------+
//   | ids, as a block | identity headers | the rest, sealed   |
//   |       16        | 16 each          | its length + 16    |
//   +-----------------+------------------+--------------------+
//
// The key is that of the session; the nonce is the last 12 bytes of the ids, the packet's among them.

import { IDS_BYTES, SESSION_BYTES } from "../codec/packet_head_2022.ts";
import type { Aead } from "../crypto/aead.ts";
import type { BlockCipher } from "../crypto/block_cipher.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";
import { TAG_BYTES } from "../crypto/method_table.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { IdentityChain } from "./identity_chain.ts";
import type { KnownAead, OpenedEnvelope, PacketOpener, PacketSealer } from "./packet_envelope.ts";
import type { PacketScratch } from "./packet_scratch.ts";
import type { UserKeys } from "./user_keys.ts";

const NONCE_AT = 4;

export interface SeparateSealerParts {
  readonly suite: CipherSuite2022;
  /** Of a client; a server's has no identity keys. */
  readonly chain: IdentityChain;
  readonly session: Uint8Array;
}

export class SeparateSealer implements PacketSealer {
  readonly #chain: IdentityChain;
  readonly #header: BlockCipher;
  readonly #aead: Aead;

  constructor({ suite, chain, session }: SeparateSealerParts) {
    this.#chain = chain;
    this.#header = suite.blocks(chain.firstKey);
    this.#aead = suite.aeadOfSalt(chain.userKey, session);
  }

  seal(plain: Uint8Array, out: PacketScratch): MaybePromise<Uint8Array> {
    const ids = plain.subarray(0, IDS_BYTES);
    const restAt = IDS_BYTES + this.#chain.bytes;
    const datagram = out.take(plain.length + this.#chain.bytes + TAG_BYTES);
    this.#header.encrypt(ids, datagram.subarray(0, IDS_BYTES));
    this.#chain.writePacketHeaders(ids, datagram.subarray(IDS_BYTES, restAt));
    const rest = plain.subarray(IDS_BYTES);
    const sealing = this.#aead.seal(ids.subarray(NONCE_AT), rest, datagram.subarray(restAt));
    return sealing instanceof Promise ? sealing.then(() => datagram) : datagram;
  }

  release(): void {
    this.#aead.release();
  }
}

export class SeparateOpener implements PacketOpener {
  readonly #keys: UserKeys;

  constructor(keys: UserKeys) {
    this.#keys = keys;
  }

  open(
    datagram: Uint8Array,
    out: PacketScratch,
    known: KnownAead,
  ): MaybePromise<OpenedEnvelope | undefined> {
    const { suite, blocks, identityBytes } = this.#keys;
    const restAt = IDS_BYTES + identityBytes;
    if (datagram.length < restAt + TAG_BYTES) return undefined;
    const plain = out.take(datagram.length - identityBytes - TAG_BYTES);
    const ids = plain.subarray(0, IDS_BYTES);
    blocks.decrypt(datagram.subarray(0, IDS_BYTES), ids);
    const user = this.#keys.ofPacket(ids, datagram.subarray(IDS_BYTES, restAt));
    if (user === undefined) return undefined;
    const session = ids.subarray(0, SESSION_BYTES);
    const kept = known(user, session);
    const aead = kept ?? suite.aeadOfSalt(user.key, session);
    const made = kept === undefined ? aead : undefined;
    const finish = (isAuthentic: boolean): OpenedEnvelope | undefined => {
      if (isAuthentic) return { user, plain, made };
      made?.release();
      return undefined;
    };
    const rest = plain.subarray(IDS_BYTES);
    const opened = aead.open(ids.subarray(NONCE_AT), datagram.subarray(restAt), rest);
    return opened instanceof Promise ? opened.then(finish) : finish(opened);
  }
}
