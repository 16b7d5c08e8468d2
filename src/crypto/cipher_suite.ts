// A method bound to the engine that carries it out: all that the shadowsocks room knows of cryptography.

import type { Aead, CryptoEngine, Primitive } from "./aead.ts";
import { type AeadMethod, aeadMethod, type CipherName } from "./method_table.ts";
import { XChaCha20Aead } from "./xchacha20_aead.ts";

export class CipherSuite {
  readonly method: AeadMethod;
  /** Where its streams write their nonces: an engine has read one when its call returns. */
  readonly nonce: Uint8Array;
  /** The first nonce of every key. Nobody writes there. */
  readonly firstNonce: Uint8Array;
  readonly #engine: CryptoEngine;

  constructor(cipher: CipherName, engine: CryptoEngine) {
    this.method = aeadMethod(cipher);
    this.nonce = new Uint8Array(this.method.nonceBytes);
    this.firstNonce = new Uint8Array(this.method.nonceBytes);
    this.#engine = engine;
  }

  get engineName(): string {
    return this.#engine.name;
  }

  /** Under `key` itself, which has the method's key length. */
  aead(key: Uint8Array): Aead {
    if (this.method.name === "xchacha20-ietf-poly1305") return new XChaCha20Aead(this.#engine, key);
    return this.#engine.aead(primitiveOf(this.method.name), key);
  }

  /** Under the subkey of one stream's or packet's salt. */
  aeadOfSalt(masterKey: Uint8Array, salt: Uint8Array): Aead {
    return this.aead(this.#engine.derivation.subkeyOf(masterKey, salt));
  }

  masterKeyOf(password: string): Uint8Array {
    return this.#engine.derivation.masterKeyOf(password, this.method.keyBytes);
  }
}

/** What an engine must offer for a method. */
export function primitiveOf(cipher: CipherName): Primitive {
  switch (cipher) {
    case "chacha20-ietf-poly1305":
    case "xchacha20-ietf-poly1305":
      return "chacha20-poly1305";
    default:
      return cipher;
  }
}
