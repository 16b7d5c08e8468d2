// What AEAD-2017 packets need, for tests.

import { masterKeyOf } from "../../src/crypto/derive_key_2017.ts";
import type { CipherSuite } from "../../src/crypto/cipher_suite.ts";
import { Sealing2017, type SealingParts2017 } from "../../src/shadowsocks/sealing_2017.ts";

/** The password "foobar", random salts, nothing refused; `changes` are a test's own parts. */
export function sealing2017(
  suite: CipherSuite,
  changes: Partial<SealingParts2017> = {},
): Sealing2017 {
  return new Sealing2017({
    suite,
    masterKey: masterKeyOf("foobar", suite.method.keyBytes),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    admitSalt: () => true,
    sentSalt: () => {},
    ...changes,
  });
}
