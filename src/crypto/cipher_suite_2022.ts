// A method of the 2022 edition bound to the engine that carries it out: as CipherSuite is for AEAD-2017.

import type { Aead, CryptoEngine, Primitive } from "./aead.ts";
import { Blake3Keys } from "./blake3_keys.ts";
import type { BlockCipher } from "./block_cipher.ts";
import { type Cipher2022Name, type Method2022, method2022 } from "./method_table.ts";
import { XChaCha20Aead } from "./xchacha20_aead.ts";

export class CipherSuite2022 {
  readonly method: Method2022;
  /** Where its streams write their nonces: an engine has read one when its call returns. */
  readonly nonce: Uint8Array;
  /** The first nonce of every key. Nobody writes there. */
  readonly firstNonce: Uint8Array;
  readonly #engine: CryptoEngine;
  readonly #keys = new Blake3Keys();

  constructor(cipher: Cipher2022Name, engine: CryptoEngine) {
    this.method = method2022(cipher);
    this.nonce = new Uint8Array(this.method.nonceBytes);
    this.firstNonce = new Uint8Array(this.method.nonceBytes);
    this.#engine = engine;
  }

  get engineName(): string {
    return this.#engine.name;
  }

  /** Under the subkey of a stream's salt or of a packet session's id. */
  aeadOfSalt(key: Uint8Array, salt: Uint8Array): Aead {
    const subkey = this.#keys.sessionSubkey(key, salt);
    return this.#engine.aead(primitiveOf2022(this.method.name), subkey);
  }

  /** XChaCha20-Poly1305 under `key` itself: the packets of a method without blocks. */
  longNonceAead(key: Uint8Array): Aead {
    return new XChaCha20Aead(this.#engine, key);
  }

  /** Blocks under `key` itself: the separate header of packets. */
  blocks(key: Uint8Array): BlockCipher {
    return this.#engine.blocks.of(key);
  }

  /** Blocks under the subkey of a stream's salt: its identity headers. */
  identityBlocks(key: Uint8Array, salt: Uint8Array): BlockCipher {
    return this.#engine.blocks.of(this.#keys.identitySubkey(key, salt));
  }

  /** What stands for a key in an identity header. */
  keyHash(key: Uint8Array): Uint8Array {
    return this.#keys.keyHash(key);
  }
}

/** What an engine must offer for a method. */
export function primitiveOf2022(cipher: Cipher2022Name): Primitive {
  switch (cipher) {
    case "2022-blake3-aes-128-gcm":
      return "aes-128-gcm";
    case "2022-blake3-aes-256-gcm":
      return "aes-256-gcm";
    case "2022-blake3-chacha20-poly1305":
      return "chacha20-poly1305";
  }
}
