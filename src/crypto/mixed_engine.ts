// Two engines as one: a synchronous one for short messages, where waiting for another thread costs more than the work,
// and a concurrent one for long messages.

import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Aead, CryptoEngine, Primitive } from "./aead.ts";
import type { BlockCiphers } from "./block_cipher.ts";
import type { KeyDerivation } from "./key_derivation.ts";

/**
 * Where the two cross: node:crypto's AES-GCM needs about 5 us and 7 us more per KiB, Web Crypto about 60 us one at a
 * time and 25 us with many in flight (record_bench.ts).
 */
const SHORT_BYTES = 2048;

export class MixedEngine implements CryptoEngine {
  readonly name: string;
  readonly derivation: KeyDerivation;
  readonly blocks: BlockCiphers;
  readonly #short: CryptoEngine;
  readonly #long: CryptoEngine;

  constructor(engines: { readonly short: CryptoEngine; readonly long: CryptoEngine }) {
    this.#short = engines.short;
    this.#long = engines.long;
    this.derivation = engines.short.derivation;
    this.blocks = engines.short.blocks;
    this.name = `${engines.long.name}+${engines.short.name}`;
  }

  supports(primitive: Primitive): boolean {
    return this.#short.supports(primitive) && this.#long.supports(primitive);
  }

  aead(primitive: Primitive, key: Uint8Array): Aead {
    return new MixedAead(this.#short.aead(primitive, key), () => this.#long.aead(primitive, key));
  }
}

class MixedAead implements Aead {
  readonly #short: Aead;
  readonly #makeLong: () => Aead;
  #long: Aead | undefined;

  constructor(short: Aead, makeLong: () => Aead) {
    this.#short = short;
    this.#makeLong = makeLong;
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, out: Uint8Array): MaybePromise<void> {
    return this.#for(plaintext).seal(nonce, plaintext, out);
  }

  open(nonce: Uint8Array, sealed: Uint8Array, out: Uint8Array): MaybePromise<boolean> {
    return this.#for(sealed).open(nonce, sealed, out);
  }

  release(): void {
    this.#short.release();
    this.#long?.release();
  }

  /** The long one is made when it is first needed: many connections never carry a long message. */
  #for(input: Uint8Array): Aead {
    if (input.length <= SHORT_BYTES) return this.#short;
    return this.#long ??= this.#makeLong();
  }
}
