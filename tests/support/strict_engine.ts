// A CryptoEngine that watches its users: a key that is used after its release or released while something is in flight,
// and an output over its own input, are remembered. An engine over a C library would answer such a mistake with a crash.

import type { Aead, CryptoEngine, Primitive } from "../../src/crypto/aead.ts";
import type { BlockCiphers } from "../../src/crypto/block_cipher.ts";
import type { KeyDerivation } from "../../src/crypto/key_derivation.ts";
import type { MaybePromise } from "../../src/net/maybe_promise.ts";

export class StrictEngine implements CryptoEngine {
  readonly #engine: CryptoEngine;
  /** What was done wrong, in order. */
  readonly mistakes: string[] = [];
  /** Keys that are not released yet. */
  keys = 0;

  /** `engine` does the work. */
  constructor(engine: CryptoEngine) {
    this.#engine = engine;
  }

  get name(): string {
    return this.#engine.name;
  }

  get derivation(): KeyDerivation {
    return this.#engine.derivation;
  }

  get blocks(): BlockCiphers {
    return this.#engine.blocks;
  }

  supports(primitive: Primitive): boolean {
    return this.#engine.supports(primitive);
  }

  aead(primitive: Primitive, key: Uint8Array): Aead {
    this.keys++;
    return new StrictAead(this.#engine.aead(primitive, key), this);
  }
}

class StrictAead implements Aead {
  readonly #aead: Aead;
  readonly #engine: StrictEngine;
  #inFlight = 0;
  #released = false;

  constructor(aead: Aead, engine: StrictEngine) {
    this.#aead = aead;
    this.#engine = engine;
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, out: Uint8Array): MaybePromise<void> {
    this.#noteUse("seal()", plaintext, out);
    return this.#track(this.#aead.seal(nonce, plaintext, out));
  }

  open(nonce: Uint8Array, sealed: Uint8Array, out: Uint8Array): MaybePromise<boolean> {
    this.#noteUse("open()", sealed, out);
    return this.#track(this.#aead.open(nonce, sealed, out));
  }

  release(): void {
    if (this.#inFlight > 0) this.#engine.mistakes.push("release() while something is in flight");
    if (!this.#released) this.#engine.keys--;
    this.#released = true;
    this.#aead.release();
  }

  #noteUse(operation: string, input: Uint8Array, out: Uint8Array): void {
    const { mistakes } = this.#engine;
    if (this.#released) mistakes.push(`${operation} after release()`);
    if (overlap(input, out)) mistakes.push(`${operation} over its own input`);
  }

  #track<T>(result: MaybePromise<T>): MaybePromise<T> {
    if (!(result instanceof Promise)) return result;
    this.#inFlight++;
    return result.finally(() => this.#inFlight--);
  }
}

function overlap(a: Uint8Array, b: Uint8Array): boolean {
  return a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.length &&
    b.byteOffset < a.byteOffset + a.length;
}
