// The master key of an AEAD-2017 port or user.

import type { KeySource } from "../config/config.ts";
import type { CipherSuite } from "../crypto/cipher_suite.ts";

/** The configuration has checked that it is one for the method. */
export function masterKey(source: KeySource | undefined, suite: CipherSuite): Uint8Array {
  switch (source?.kind) {
    case "password":
      return suite.masterKeyOf(source.password.reveal());
    case "raw":
      return Uint8Array.fromBase64(source.base64url.reveal(), { alphabet: "base64url" });
    default:
      throw new TypeError("Cannot encrypt without a key: the configuration was not checked");
  }
}
