// The KeyDerivation contract, kept by every engine that has one of its own.

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { NODE, OPENSSL } from "../../tests/support/cipher_suites.ts";
import { referenceHkdf, referenceSubkey } from "../../tests/support/reference_stream.ts";
import { vectorCases } from "../../tests/support/vector_file.ts";

interface MasterKeyCase {
  readonly name: string;
  readonly password: string;
  readonly bytes: number;
  readonly key: string;
}

interface SubkeyCase {
  readonly name: string;
  readonly masterKey: string;
  readonly salt: string;
  readonly subkey: string;
}

interface HkdfCase {
  readonly name: string;
  readonly ikm: string;
  readonly salt: string;
  readonly info: string;
  readonly okm: string;
}

const ENGINES = OPENSSL === undefined ? [NODE] : [NODE, OPENSSL];

for (const { name, derivation } of ENGINES) {
  for (const vector of vectorCases<MasterKeyCase>("crypto/master_key_2017.json", 5)) {
    Deno.test(`masterKeyOf() stretches ${vector.name} as EVP_BytesToKey does, by ${name}`, () => {
      assertEquals(derivation.masterKeyOf(vector.password, vector.bytes).toHex(), vector.key);
    });
  }

  Deno.test(`masterKeyOf() begins alike for every length, by ${name}`, () => {
    fc.assert(fc.property(fc.string(), (password) => {
      const longest = derivation.masterKeyOf(password, 32);
      for (const bytes of [16, 24]) {
        assertEquals(derivation.masterKeyOf(password, bytes), longest.slice(0, bytes));
      }
    }));
  });

  for (const vector of vectorCases<SubkeyCase>("crypto/subkey_2017.json", 3)) {
    Deno.test(`subkeyOf() gives the known subkey of ${vector.name}, by ${name}`, () => {
      const subkey = derivation.subkeyOf(
        Uint8Array.fromHex(vector.masterKey),
        Uint8Array.fromHex(vector.salt),
      );
      assertEquals(subkey.toHex(), vector.subkey);
    });
  }

  Deno.test(`subkeyOf() agrees with RFC 5869 for every key and salt, by ${name}`, () => {
    const key = fc.constantFrom(16, 24, 32).chain((length) => bytesOf(length));
    fc.assert(fc.property(key, bytesOf(0, 64), (masterKey, salt) => {
      assertEquals(derivation.subkeyOf(masterKey, salt), referenceSubkey(masterKey, salt));
    }));
  });
}

// RFC 5869's own cases have other infos than ours: they check the reference, and the reference checks subkeyOf().
for (const vector of vectorCases<HkdfCase>("crypto/hkdf_sha1.json", 4)) {
  Deno.test(`referenceHkdf() gives the answer of RFC 5869 ${vector.name}`, () => {
    const [ikm, salt, info] = [vector.ikm, vector.salt, vector.info].map(Uint8Array.fromHex);
    const okm = referenceHkdf({ ikm: ikm!, salt: salt!, info: info! }, vector.okm.length / 2);
    assertEquals(okm.toHex(), vector.okm);
  });
}

function bytesOf(minLength: number, maxLength = minLength): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength, maxLength, size: "max" });
}
