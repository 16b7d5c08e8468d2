// The node engine with answers that come when a test lets them: what is in flight stays in flight.

import type { Aead, CryptoEngine, Primitive } from "../../src/crypto/aead.ts";
import { NODE_DERIVATION } from "../../src/crypto/derive_key_2017.ts";
import { NOBLE_BLOCKS } from "../../src/crypto/noble_blocks.ts";
import { NodeEngine } from "../../src/crypto/node_engine.ts";
import type { MaybePromise } from "../../src/net/maybe_promise.ts";

export class LateEngine implements CryptoEngine {
  readonly name = "late";
  readonly derivation = NODE_DERIVATION;
  readonly blocks = NOBLE_BLOCKS;
  readonly #engine = new NodeEngine();
  readonly #fromBytes: number;
  #held: (() => void)[] = [];
  #isHolding = true;
  #changed = Promise.withResolvers<void>();

  /** Holds back the answers for inputs of so many bytes or more. */
  constructor({ fromBytes }: { readonly fromBytes: number }) {
    this.#fromBytes = fromBytes;
  }

  supports(primitive: Primitive): boolean {
    return this.#engine.supports(primitive);
  }

  aead(primitive: Primitive, key: Uint8Array): Aead {
    const aead = this.#engine.aead(primitive, key);
    return {
      seal: (nonce, plaintext, out) => this.#hold(plaintext, aead.seal(nonce, plaintext, out)),
      open: (nonce, sealed, out) => this.#hold(sealed, aead.open(nonce, sealed, out)),
      release: () => aead.release(),
    };
  }

  /** Resolves when something is in flight. */
  async untilHeld(): Promise<void> {
    while (this.#held.length === 0) await this.#changed.promise;
  }

  /** Gives every answer that is held back, and holds back no more. */
  letGo(): void {
    this.#isHolding = false;
    for (const answer of this.#held.splice(0)) answer();
  }

  #hold<T>(input: Uint8Array, result: MaybePromise<T>): MaybePromise<T> {
    if (!this.#isHolding || input.length < this.#fromBytes) return result;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.push(resolve);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
    return promise.then(() => result);
  }
}
