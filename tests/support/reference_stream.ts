// AEAD-2017 streams (SIP004) made and taken apart by other means than ours: noble's ciphers and HKDF spelled out after
// RFC 5869. Slow and plain, so that it can be checked by reading.

import { gcm } from "@noble/ciphers/aes.js";
import { chacha20poly1305, xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { createHmac } from "node:crypto";
import { aeadMethod, TAG_BYTES } from "../../src/crypto/method_table.ts";
import type { CipherName } from "../../src/crypto/method_table.ts";
import { concatBytes } from "../../src/net/bytes.ts";

const SHA1_BYTES = 20;

export interface StreamKey {
  readonly method: CipherName;
  readonly masterKey: Uint8Array;
  readonly salt: Uint8Array;
}

/** A record as it is sealed: what its length says, and what then comes. */
export interface RawRecord {
  readonly length: number;
  readonly payload: Uint8Array;
}

/** One message under `key` itself. */
export function referenceSeal(
  method: CipherName,
  { key, nonce, plaintext }: Readonly<Record<"key" | "nonce" | "plaintext", Uint8Array>>,
): Uint8Array {
  return referenceCipher(method, key, nonce).encrypt(plaintext);
}

/** Salt, then the records. */
export function sealStream(key: StreamKey, payloads: readonly Uint8Array[]): Uint8Array {
  return sealRawStream(key, payloads.map((payload) => ({ length: payload.length, payload })));
}

/** Salt, then records that may lie about their length. */
export function sealRawStream(key: StreamKey, records: readonly RawRecord[]): Uint8Array {
  const pieces = records.flatMap(({ length, payload }) => [
    Uint8Array.of(length >>> 8, length & 0xff),
    payload,
  ]);
  const subkey = referenceSubkey(key.masterKey, key.salt);
  const sealed = pieces.map((piece, i) =>
    referenceCipher(key.method, subkey, nonceOf(key.method, i)).encrypt(piece)
  );
  return concatBytes(key.salt, ...sealed);
}

/** The salt and the payload of each record. Throws when anything does not open or is left over. */
export function openStream(
  { method, masterKey }: Omit<StreamKey, "salt">,
  stream: Uint8Array,
): { readonly salt: Uint8Array; readonly payloads: readonly Uint8Array[] } {
  const { saltBytes } = aeadMethod(method);
  const salt = stream.slice(0, saltBytes);
  const subkey = referenceSubkey(masterKey, salt);
  const payloads: Uint8Array[] = [];
  let [at, count] = [saltBytes, 0];
  const open = (length: number): Uint8Array => {
    const sealed = stream.slice(at, at += length + TAG_BYTES);
    return referenceCipher(method, subkey, nonceOf(method, count++)).decrypt(sealed);
  };
  while (at < stream.length) {
    const [high, low] = open(2);
    payloads.push(open(high! << 8 | low!));
  }
  return { salt, payloads };
}

export function referenceSubkey(masterKey: Uint8Array, salt: Uint8Array): Uint8Array {
  const info = new TextEncoder().encode("ss-subkey");
  return referenceHkdf({ ikm: masterKey, salt, info }, masterKey.length);
}

/** RFC 5869 with SHA-1. */
export function referenceHkdf(
  { ikm, salt, info }: Readonly<Record<"ikm" | "salt" | "info", Uint8Array>>,
  bytes: number,
): Uint8Array {
  const extracted = hmacSha1(salt, ikm);
  const blocks: Uint8Array[] = [new Uint8Array(0)];
  for (let i = 1; i <= Math.ceil(bytes / SHA1_BYTES); i++) {
    blocks.push(hmacSha1(extracted, concatBytes(blocks.at(-1)!, info, Uint8Array.of(i))));
  }
  return concatBytes(...blocks).slice(0, bytes);
}

function hmacSha1(key: Uint8Array, message: Uint8Array): Uint8Array {
  return Uint8Array.from(createHmac("sha1", key).update(message).digest());
}

/** The little-endian count of what was sealed before. */
function nonceOf(method: CipherName, count: number): Uint8Array {
  const nonce = new Uint8Array(aeadMethod(method).nonceBytes);
  new DataView(nonce.buffer).setUint32(0, count, true);
  return nonce;
}

function referenceCipher(method: CipherName, key: Uint8Array, nonce: Uint8Array) {
  switch (method) {
    case "chacha20-ietf-poly1305":
      return chacha20poly1305(key, nonce);
    case "xchacha20-ietf-poly1305":
      return xchacha20poly1305(key, nonce);
    default:
      return gcm(key, nonce);
  }
}
