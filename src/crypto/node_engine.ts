// The engine over node:crypto: synchronous, there on every platform, good at ChaCha20-Poly1305 and at short AES records.

import type { Aead, CryptoEngine, Primitive } from "./aead.ts";
import { NODE_DERIVATION } from "./derive_key_2017.ts";
import { TAG_BYTES } from "./method_table.ts";
import { NOBLE_BLOCKS } from "./noble_blocks.ts";

// Not `import`, which a bundle would move to its top: node:crypto takes as long to load as Deno takes to start, and a
// process that has the openssl engine can do without.
const { createCipheriv, createDecipheriv } = await import("node:crypto");

const TAG_LENGTH = { authTagLength: TAG_BYTES };

export class NodeEngine implements CryptoEngine {
  readonly name = "node";
  readonly derivation = NODE_DERIVATION;
  readonly blocks = NOBLE_BLOCKS;

  /** Deno's node:crypto knows no aes-192-gcm. */
  supports(primitive: Primitive): boolean {
    return primitive !== "aes-192-gcm";
  }

  aead(primitive: Primitive, key: Uint8Array): Aead {
    // The others are not asked for: supports() has said so.
    return new NodeAead(primitive as NodeCipher, key);
  }
}

/** What node:crypto's overloads for authenticated ciphers have in common. */
type NodeCipher = "aes-128-gcm" | "aes-256-gcm";

class NodeAead implements Aead {
  readonly #cipher: NodeCipher;
  readonly #key: Uint8Array;

  constructor(cipher: NodeCipher, key: Uint8Array) {
    this.#cipher = cipher;
    this.#key = key;
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, out: Uint8Array): void {
    const cipher = createCipheriv(this.#cipher, this.#key, nonce, TAG_LENGTH);
    out.set(cipher.update(plaintext));
    cipher.final();
    out.set(cipher.getAuthTag(), plaintext.length);
  }

  open(nonce: Uint8Array, sealed: Uint8Array, out: Uint8Array): boolean {
    const length = sealed.length - TAG_BYTES;
    if (length < 0) return false;
    const decipher = createDecipheriv(this.#cipher, this.#key, nonce, TAG_LENGTH);
    decipher.setAuthTag(sealed.subarray(length));
    const plaintext = decipher.update(sealed.subarray(0, length));
    try {
      decipher.final();
    } catch {
      return false;
    }
    out.set(plaintext);
    return true;
  }

  release(): void {}
}
