// The contract of the keys of SIP004: the master key from a password, and from it and a salt the key of one stream or
// packet.

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
