// The engine over Web Crypto: the baseline of every platform. Its operations run on other threads, so many at once are
// fast and one alone is slow.

import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Aead, CryptoEngine, Primitive } from "./aead.ts";
import { NODE_DERIVATION } from "./derive_key_2017.ts";
import { TAG_BYTES } from "./method_table.ts";
import { NOBLE_BLOCKS } from "./noble_blocks.ts";

export class WebCryptoEngine implements CryptoEngine {
  readonly name = "webcrypto";
  readonly derivation = NODE_DERIVATION;
  readonly blocks = NOBLE_BLOCKS;

  /** ChaCha20-Poly1305 is missing before Deno 2.8: its known answers then fail and another engine is taken. */
  supports(_primitive: Primitive): boolean {
    return true;
  }

  aead(primitive: Primitive, key: Uint8Array): Aead {
    const chacha = primitive === "chacha20-poly1305";
    return new WebCryptoAead(
      chacha ? "ChaCha20-Poly1305" : "AES-GCM",
      importKey(chacha ? "raw-secret" : "raw", chacha ? "ChaCha20-Poly1305" : "AES-GCM", key),
    );
  }
}

function importKey(format: string, algorithm: string, key: Uint8Array): Promise<CryptoKey> {
  const imported = crypto.subtle.importKey(
    // TypeScript's list of formats does not have "raw-secret" yet (WICG Modern Algorithms in Web Crypto).
    format as "raw",
    key.slice(),
    algorithm,
    false,
    ["encrypt", "decrypt"],
  );
  // Whoever uses the key sees the failure; a key that is never used must not end the process.
  imported.catch(() => {});
  return imported;
}

class WebCryptoAead implements Aead {
  readonly #algorithm: string;
  readonly #importing: Promise<CryptoKey>;

  constructor(algorithm: string, importing: Promise<CryptoKey>) {
    this.#algorithm = algorithm;
    this.#importing = importing;
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, out: Uint8Array): MaybePromise<void> {
    return this.#seal(nonce.slice(), plaintext.slice(), out);
  }

  open(nonce: Uint8Array, sealed: Uint8Array, out: Uint8Array): MaybePromise<boolean> {
    return this.#open(nonce.slice(), sealed.slice(), out);
  }

  release(): void {}

  async #seal(
    iv: Uint8Array<ArrayBuffer>,
    plaintext: Uint8Array<ArrayBuffer>,
    out: Uint8Array,
  ): Promise<void> {
    const key = await this.#importing;
    const sealed = await crypto.subtle.encrypt(this.#parameters(iv), key, plaintext);
    out.set(new Uint8Array(sealed));
  }

  async #open(
    iv: Uint8Array<ArrayBuffer>,
    sealed: Uint8Array<ArrayBuffer>,
    out: Uint8Array,
  ): Promise<boolean> {
    const key = await this.#importing;
    let plaintext: ArrayBuffer;
    try {
      plaintext = await crypto.subtle.decrypt(this.#parameters(iv), key, sealed);
    } catch {
      return false;
    }
    out.set(new Uint8Array(plaintext));
    return true;
  }

  #parameters(iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: this.#algorithm, iv, tagLength: TAG_BYTES * 8 };
  }
}
