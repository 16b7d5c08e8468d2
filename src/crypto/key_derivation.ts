// The contract of the keys of SIP004: the master key from a password, and from it and a salt the key of one stream or
// packet.

import { concatBytes } from "../net/bytes.ts";

export interface KeyDerivation {
  /**
   * EVP_BytesToKey with MD5, no salt, one round: D1 = MD5(password), Di = MD5(Di-1 | password), cut to `bytes`.
   * Weak by today's standards and fixed by the protocol; a long random password makes up for it.
   */
  masterKeyOf(password: string, bytes: number): Uint8Array;
  /** HKDF-SHA1 (RFC 5869) with the info "ss-subkey"; as long as the master key, of at most 64 bytes like the salt. */
  subkeyOf(masterKey: Uint8Array, salt: Uint8Array): Uint8Array;
}

export const SUBKEY_INFO = new TextEncoder().encode("ss-subkey");

const MD5_BYTES = 16;

/** EVP_BytesToKey as above, on whatever MD5 there is. */
export function stretchPassword(
  password: string,
  bytes: number,
  md5: (input: Uint8Array) => Uint8Array,
): Uint8Array {
  const secret = new TextEncoder().encode(password);
  const key = new Uint8Array(Math.ceil(bytes / MD5_BYTES) * MD5_BYTES);
  let block: Uint8Array = new Uint8Array(0);
  for (let at = 0; at < bytes; at += MD5_BYTES) {
    block = md5(concatBytes(block, secret));
    key.set(block, at);
  }
  return key.subarray(0, bytes);
}
