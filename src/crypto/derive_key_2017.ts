// The keys of SIP004: the master key from a password, and from it and a salt the key of one stream or packet.

import { createHash, hkdfSync } from "node:crypto";

const SUBKEY_INFO = new TextEncoder().encode("ss-subkey");

/**
 * EVP_BytesToKey with MD5, no salt, one round: D1 = MD5(password), Di = MD5(Di-1 | password), cut to `bytes`.
 * Weak by today's standards and fixed by the protocol; a long random password makes up for it.
 */
export function masterKeyOf(password: string, bytes: number): Uint8Array {
  const secret = new TextEncoder().encode(password);
  const key = new Uint8Array(Math.ceil(bytes / 16) * 16);
  let block = new Uint8Array(0);
  for (let at = 0; at < bytes; at += 16) {
    block = new Uint8Array(createHash("md5").update(block).update(secret).digest());
    key.set(block, at);
  }
  return key.subarray(0, bytes);
}

/** HKDF-SHA1 (RFC 5869) with the info "ss-subkey"; as long as the master key. */
export function subkeyOf(masterKey: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha1", masterKey, salt, SUBKEY_INFO, masterKey.length));
}
