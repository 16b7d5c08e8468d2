// The engine over the system's libcrypto: synchronous, and the fastest there is for every cipher that it offers.

import type { Aead, CryptoEngine, Primitive } from "./aead.ts";
import type { Libcrypto } from "./libcrypto.ts";
import { TAG_BYTES } from "./method_table.ts";
import { OpensslBlocks } from "./openssl_blocks.ts";
import { OpensslDerivation } from "./openssl_derivation.ts";

export class OpensslEngine implements CryptoEngine {
  readonly name = "openssl";
  readonly derivation: OpensslDerivation;
  readonly blocks: OpensslBlocks;
  readonly #library: Libcrypto;
  readonly #sealing = new Map<Primitive, CipherContext>();
  readonly #opening = new Map<Primitive, CipherContext>();
  #isClosed = false;

  constructor(library: Libcrypto) {
    this.#library = library;
    this.derivation = new OpensslDerivation(library);
    this.blocks = new OpensslBlocks(library);
  }

  supports(_primitive: Primitive): boolean {
    return true;
  }

  aead(primitive: Primitive, key: Uint8Array): Aead {
    return new OpensslAead(
      key,
      this.#context(this.#sealing, primitive, SEAL),
      this.#context(this.#opening, primitive, OPEN),
    );
  }

  /** Frees everything; whoever still has a key of ours gets an error from it. */
  close(): void {
    this.#isClosed = true;
    for (const context of [...this.#sealing.values(), ...this.#opening.values()]) context.free();
    this.derivation.close();
    this.blocks.close();
    this.#library.close();
  }

  #context(contexts: Map<Primitive, CipherContext>, primitive: Primitive, direction: 0 | 1) {
    if (this.#isClosed) throw new Error("The openssl engine is closed");
    let context = contexts.get(primitive);
    if (context === undefined) {
      const cipher = cipherOf(this.#library, primitive);
      contexts.set(primitive, context = new CipherContext(this.#library, { cipher, direction }));
    }
    return context;
  }
}

function cipherOf({ symbols: library }: Libcrypto, primitive: Primitive): Deno.PointerValue {
  switch (primitive) {
    case "aes-128-gcm":
      return library.EVP_aes_128_gcm();
    case "aes-192-gcm":
      return library.EVP_aes_192_gcm();
    case "aes-256-gcm":
      return library.EVP_aes_256_gcm();
    case "chacha20-poly1305":
      return library.EVP_chacha20_poly1305();
  }
}

/** `enc` of EVP_CipherInit_ex(3). */
const SEAL = 1;
const OPEN = 0;
/** <openssl/evp.h> */
const EVP_CTRL_AEAD_GET_TAG = 0x10;
const EVP_CTRL_AEAD_SET_TAG = 0x11;

/**
 * One EVP_CIPHER_CTX, shared by all keys of a cipher and direction: since every call here is synchronous, one operation
 * is over before the next begins. A change of key costs a third of a microsecond, and a connection has nothing that
 * somebody would have to free.
 */
class CipherContext {
  readonly #library: Libcrypto["symbols"];
  #pointer: Deno.PointerValue;
  readonly #direction: 0 | 1;
  /** What `*outl` is written to; we know it before. */
  readonly #written = new Uint8Array(4);
  /** EVP_CipherFinal_ex(3) has nothing left to write for these ciphers. */
  readonly #rest = new Uint8Array(32);
  #key: Uint8Array | undefined;

  constructor(
    { symbols: library }: Libcrypto,
    { cipher, direction }: { readonly cipher: Deno.PointerValue; readonly direction: 0 | 1 },
  ) {
    this.#library = library;
    this.#direction = direction;
    this.#pointer = library.EVP_CIPHER_CTX_new();
    demand(this.#pointer === null ? 0 : 1, "make a context");
    demand(
      library.EVP_CipherInit_ex(this.#pointer, cipher, null, null, null, direction),
      "choose a cipher",
    );
  }

  /** Every operation begins here, so here is where one on a context that is no more ends. */
  begin(key: Uint8Array, nonce: Uint8Array): void {
    if (this.#pointer === null) throw new Error("The openssl engine is closed");
    const changed = this.#key === key ? null : key;
    // Should it fail, the context has no key that anybody may count on.
    this.#key = undefined;
    demand(
      this.#library.EVP_CipherInit_ex(this.#pointer, null, null, changed, nonce, this.#direction),
      "take a nonce",
    );
    this.#key = key;
  }

  free(): void {
    this.#library.EVP_CIPHER_CTX_free(this.#pointer);
    this.#pointer = null;
  }

  update(input: Uint8Array, out: Uint8Array): void {
    // An empty input is no input, and its address none that the library may be given.
    if (input.length === 0) return;
    demand(
      this.#library.EVP_CipherUpdate(this.#pointer, out, this.#written, input, input.length),
      "process a message",
    );
  }

  /** Whether all is well, which says something only when opening: that the tag is right. */
  finish(): boolean {
    return this.#library.EVP_CipherFinal_ex(this.#pointer, this.#rest, this.#written) === 1;
  }

  tag(command: number, tag: Uint8Array): void {
    demand(
      this.#library.EVP_CIPHER_CTX_ctrl(this.#pointer, command, TAG_BYTES, tag),
      "handle a tag",
    );
  }
}

class OpensslAead implements Aead {
  readonly #key: Uint8Array;
  readonly #sealing: CipherContext;
  readonly #opening: CipherContext;

  constructor(key: Uint8Array, sealing: CipherContext, opening: CipherContext) {
    this.#key = key;
    this.#sealing = sealing;
    this.#opening = opening;
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, out: Uint8Array): void {
    const context = this.#sealing;
    context.begin(this.#key, nonce);
    context.update(plaintext, out);
    demand(context.finish() ? 1 : 0, "seal a message");
    context.tag(EVP_CTRL_AEAD_GET_TAG, out.subarray(plaintext.length));
  }

  open(nonce: Uint8Array, sealed: Uint8Array, out: Uint8Array): boolean {
    const length = sealed.length - TAG_BYTES;
    if (length < 0) return false;
    const context = this.#opening;
    context.begin(this.#key, nonce);
    context.tag(EVP_CTRL_AEAD_SET_TAG, sealed.subarray(length));
    context.update(sealed.subarray(0, length), out);
    const isAuthentic = context.finish();
    if (!isAuthentic) out.fill(0);
    return isAuthentic;
  }

  /** Nothing of it lies outside of the collector's reach. */
  release(): void {}
}

function demand(result: number, what: string): void {
  if (result !== 1) throw new Error(`libcrypto cannot ${what}`);
}
