// The keys of SIP004 by the system's libcrypto. HKDF is put together here from SHA-1 (RFC 2104, RFC 5869): a fifth of
// the time that node:crypto or the library's own EVP_KDF needs, and a stream asks for it before its first byte.

import { type KeyDerivation, stretchPassword, SUBKEY_INFO } from "./key_derivation.ts";
import type { Libcrypto } from "./libcrypto.ts";

const MD5_BYTES = 16;
const SHA1_BYTES = 20;
const SHA1_BLOCK_BYTES = 64;

export class OpensslDerivation implements KeyDerivation {
  readonly #library: Libcrypto["symbols"];
  readonly #hmac: HmacSha1;
  #isClosed = false;

  constructor({ symbols }: Libcrypto) {
    this.#library = symbols;
    this.#hmac = new HmacSha1(symbols);
  }

  /** The library is about to be closed. */
  close(): void {
    this.#isClosed = true;
  }

  masterKeyOf(password: string, bytes: number): Uint8Array {
    this.#refuseClosed();
    return stretchPassword(password, bytes, (input) => this.#md5(input));
  }

  subkeyOf(masterKey: Uint8Array, salt: Uint8Array): Uint8Array {
    this.#refuseClosed();
    const hmac = this.#hmac;
    const extracted = new Uint8Array(SHA1_BYTES);
    hmac.digest(salt, [masterKey], extracted);
    const subkey = new Uint8Array(Math.ceil(masterKey.length / SHA1_BYTES) * SHA1_BYTES);
    let previous = subkey.subarray(0, 0);
    for (let at = 0, round = 1; at < masterKey.length; at += SHA1_BYTES, round++) {
      const block = subkey.subarray(at, at + SHA1_BYTES);
      hmac.digest(extracted, [previous, SUBKEY_INFO, Uint8Array.of(round)], block);
      previous = block;
    }
    return subkey.subarray(0, masterKey.length);
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new Error("The openssl engine is closed");
  }

  #md5(input: Uint8Array): Uint8Array {
    const library = this.#library;
    const out = new Uint8Array(MD5_BYTES);
    const length = BigInt(input.length);
    const isDone = library.EVP_Digest(input, length, out, null, library.EVP_md5(), null) === 1;
    if (!isDone) throw new Error("libcrypto has no MD5");
    return out;
  }
}

/** Longer than SHA_CTX is anywhere. */
const SHA_CTX_BYTES = 128;

class HmacSha1 {
  readonly #library: Libcrypto["symbols"];
  readonly #context = new Uint8Array(SHA_CTX_BYTES);
  readonly #pad = new Uint8Array(SHA1_BLOCK_BYTES);
  readonly #inner = new Uint8Array(SHA1_BYTES);

  constructor(library: Libcrypto["symbols"]) {
    this.#library = library;
  }

  /** `key` is at most a block long. */
  digest(key: Uint8Array, parts: readonly Uint8Array[], out: Uint8Array): void {
    this.#begin(key, 0x36);
    for (const part of parts) this.#update(part);
    this.#end(this.#inner);
    this.#begin(key, 0x5c);
    this.#update(this.#inner);
    this.#end(out);
  }

  #begin(key: Uint8Array, mask: number): void {
    const pad = this.#pad;
    pad.fill(mask);
    for (let i = 0; i < key.length; i++) pad[i]! ^= key[i]!;
    this.#library.SHA1_Init(this.#context);
    this.#update(pad);
  }

  #update(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#library.SHA1_Update(this.#context, bytes, LENGTHS[bytes.length]!);
  }

  #end(out: Uint8Array): void {
    this.#library.SHA1_Final(out, this.#context);
  }
}

/** As BigInt, made once: a Number in a 64-bit argument sends the whole call down FFI's slow path. */
const LENGTHS: readonly bigint[] = Array.from(
  { length: SHA1_BLOCK_BYTES + 1 },
  (_, i) => BigInt(i),
);
