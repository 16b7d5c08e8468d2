// A server's keys of the 2022 edition: its own, or that of each user behind it, found by the identity header (SIP023) in
// one look-up, however many there are.

import { BLOCK_BYTES, type BlockCipher } from "../crypto/block_cipher.ts";
import type { CipherSuite2022 } from "../crypto/cipher_suite_2022.ts";

export interface UserKey {
  /** `undefined`: the server has one key for everybody. */
  readonly user: string | undefined;
  readonly key: Uint8Array;
}

export interface UserKeysParts {
  readonly suite: CipherSuite2022;
  /** The server's. */
  readonly key: Uint8Array;
  /** When there are any, everybody must be one of them. No two have the same key. */
  readonly users: readonly { readonly user: string; readonly key: Uint8Array }[];
}

export class UserKeys {
  readonly suite: CipherSuite2022;
  /** Of the identity header. */
  readonly identityBytes: number;
  /** Whoever has the one key; `undefined`: there are users. */
  readonly everybody: UserKey | undefined;
  readonly #key: Uint8Array;
  /** By the hash of their key. */
  readonly #users: ReadonlyMap<string, UserKey>;
  #blocks: BlockCipher | undefined;
  /** When a stream was last looked at for swapped keys. */
  #lookedAt = 0;

  constructor({ suite, key, users }: UserKeysParts) {
    if (users.length > 0 && !suite.method.hasBlocks) {
      throw new RangeError(`Cannot tell users apart with ${suite.method.name}`);
    }
    this.suite = suite;
    this.#key = key;
    this.everybody = users.length === 0 ? { user: undefined, key } : undefined;
    this.#users = new Map(users.map((user) => [suite.keyHash(user.key).toHex(), user]));
    this.identityBytes = users.length === 0 ? 0 : BLOCK_BYTES;
  }

  /** Blocks under the server's own key: the separate header of packets. */
  get blocks(): BlockCipher {
    return this.#blocks ??= this.suite.blocks(this.#key);
  }

  /** Whose stream it is that begins with this salt and identity header; `undefined`: nobody's. */
  ofStream(salt: Uint8Array, identity: Uint8Array): UserKey | undefined {
    if (this.everybody !== undefined) return this.everybody;
    const hash = new Uint8Array(BLOCK_BYTES);
    this.suite.identityBlocks(this.#key, salt).decrypt(identity, hash);
    return this.#users.get(hash.toHex());
  }

  /**
   * The user whose client has the server's key and its own the wrong way round, if that is how a stream begins that is
   * nobody's. It takes a look at each user, so only one stream a second gets it: strangers must not have it for nothing.
   */
  swappedBy(salt: Uint8Array, identity: Uint8Array, unixSeconds: number): string | undefined {
    if (this.#lookedAt === unixSeconds) return undefined;
    this.#lookedAt = unixSeconds;
    const ours = this.suite.keyHash(this.#key).toHex();
    const hash = new Uint8Array(BLOCK_BYTES);
    for (const { user, key } of this.#users.values()) {
      this.suite.identityBlocks(key, salt).decrypt(identity, hash);
      if (hash.toHex() === ours) return user;
    }
    return undefined;
  }

  /** Whose packet it is. `ids`: its separate header, in plain. */
  ofPacket(ids: Uint8Array, identity: Uint8Array): UserKey | undefined {
    if (this.everybody !== undefined) return this.everybody;
    const hash = new Uint8Array(BLOCK_BYTES);
    this.blocks.decrypt(identity, hash);
    for (let i = 0; i < BLOCK_BYTES; i++) hash[i]! ^= ids[i]!;
    return this.#users.get(hash.toHex());
  }
}
