// The keys of SIP004 by the system's libcrypto. HKDF is put together here from SHA-1 (RFC 2104, RFC 5869): two thirds
// of the time that node:crypto needs, and every packet asks for it, and every stream before its first byte.

import { type KeyDerivation, stretchPassword, SUBKEY_INFO } from "./key_derivation.ts";
import type { Libcrypto } from "./libcrypto.ts";

const MD5_BYTES = 16;
const SHA1_BYTES = 20;
const SHA1_BLOCK_BYTES = 64;

export class OpensslDerivation implements KeyDerivation {
  readonly #library: Libcrypto["symbols"];
  readonly #hmac: HmacSha1;
  readonly #extracted = new Uint8Array(SHA1_BYTES);
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
    hmac.setKey(salt);
    hmac.message.set(masterKey);
    hmac.digest(masterKey.length, this.#extracted);
    hmac.setKey(this.#extracted);
    const subkey = new Uint8Array(Math.ceil(masterKey.length / SHA1_BYTES) * SHA1_BYTES);
    for (let at = 0, round = 1; at < masterKey.length; at += SHA1_BYTES, round++) {
      const previous = subkey.subarray(at - Math.min(at, SHA1_BYTES), at);
      const roundAt = previous.length + SUBKEY_INFO.length;
      hmac.message.set(previous);
      hmac.message.set(SUBKEY_INFO, previous.length);
      hmac.message[roundAt] = round;
      hmac.digest(roundAt + 1, subkey.subarray(at, at + SHA1_BYTES));
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
/** A master key. */
const MAX_MESSAGE_BYTES = 64;

/** Messages are put together where they are hashed: one call for each hash takes half the time of one for each part. */
class HmacSha1 {
  readonly #library: Libcrypto["symbols"];
  readonly #context = new Uint8Array(SHA_CTX_BYTES);
  /** A block of key, then the message. */
  readonly #inner = new Uint8Array(SHA1_BLOCK_BYTES + MAX_MESSAGE_BYTES);
  /** A block of key, then the digest of the former. */
  readonly #outer = new Uint8Array(SHA1_BLOCK_BYTES + SHA1_BYTES);
  readonly #digest = this.#outer.subarray(SHA1_BLOCK_BYTES);
  /** Where the next message belongs. */
  readonly message: Uint8Array = this.#inner.subarray(SHA1_BLOCK_BYTES);

  constructor(library: Libcrypto["symbols"]) {
    this.#library = library;
  }

  /** `key` is at most a block long. */
  setKey(key: Uint8Array): void {
    for (let i = 0; i < SHA1_BLOCK_BYTES; i++) {
      const byte = i < key.length ? key[i]! : 0;
      this.#inner[i] = byte ^ 0x36;
      this.#outer[i] = byte ^ 0x5c;
    }
  }

  /** Of the first `bytes` bytes of `message`. */
  digest(bytes: number, out: Uint8Array): void {
    this.#hash(this.#inner, SHA1_BLOCK_BYTES + bytes, this.#digest);
    this.#hash(this.#outer, this.#outer.length, out);
  }

  #hash(input: Uint8Array, bytes: number, out: Uint8Array): void {
    const library = this.#library;
    library.SHA1_Init(this.#context);
    library.SHA1_Update(this.#context, input, LENGTHS[bytes]!);
    library.SHA1_Final(out, this.#context);
  }
}

/** As BigInt, made once: a Number in a 64-bit argument sends the whole call down FFI's slow path. */
const LENGTHS: readonly bigint[] = Array.from(
  { length: SHA1_BLOCK_BYTES + MAX_MESSAGE_BYTES + 1 },
  (_, i) => BigInt(i),
);
