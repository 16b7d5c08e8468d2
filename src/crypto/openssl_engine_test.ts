// What the openssl engine does beyond the Aead contract, which aead_test.ts holds it to.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { OPENSSL } from "../../tests/support/cipher_suites.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { openLibcrypto } from "./libcrypto.ts";
import { OpensslEngine } from "./openssl_engine.ts";

const ignore = OPENSSL === undefined;
const NONCE = new Uint8Array(12);

Deno.test({ name: "OpensslEngine keeps keys apart that take turns", ignore }, () => {
  const engine = OPENSSL!;
  const aeads = [1, 2, 3].map((seed) => engine.aead("aes-256-gcm", new Uint8Array(32).fill(seed)));
  const sealed = aeads.map((aead) => {
    const out = new Uint8Array(25);
    aead.seal(NONCE, testBytes(9), out);
    return out;
  });
  assertEquals(new Set(sealed.map((bytes) => bytes.toHex())).size, 3);
  // Each after each other: a context that forgot to change its key would open the wrong ones.
  for (const [i, aead] of aeads.entries()) {
    for (const [k, bytes] of sealed.entries()) {
      const plaintext = new Uint8Array(9);
      assertEquals(aead.open(NONCE, bytes, plaintext), i === k, `key ${i}, message ${k}`);
      assertEquals(plaintext, i === k ? testBytes(9) : new Uint8Array(9));
    }
  }
});

Deno.test({ name: "OpensslEngine opens the next message after a forged one", ignore }, () => {
  const aead = OPENSSL!.aead("chacha20-poly1305", testBytes(32));
  const sealed = new Uint8Array(25);
  aead.seal(NONCE, testBytes(9), sealed);
  const forged = sealed.slice();
  forged[0]! ^= 1;
  const plaintext = new Uint8Array(9);
  assert(!aead.open(NONCE, forged, plaintext));
  assert(aead.open(NONCE, sealed, plaintext));
  assertEquals(plaintext, testBytes(9));
});

Deno.test(
  { name: "OpensslEngine.close() frees everything, and later use is an error", ignore },
  () => {
    // The sanitizer sees whether the library is closed.
    const engine = new OpensslEngine(openLibcrypto());
    const aead = engine.aead("aes-128-gcm", testBytes(16));
    const sealed = new Uint8Array(17);
    aead.seal(NONCE, testBytes(1), sealed);
    engine.close();
    const closed = [
      () => aead.seal(NONCE, testBytes(1), sealed),
      () => aead.open(NONCE, sealed, new Uint8Array(1)),
      () => engine.aead("aes-256-gcm", testBytes(32)),
      () => engine.derivation.subkeyOf(testBytes(16), testBytes(16)),
      () => engine.derivation.masterKeyOf("password", 16),
    ];
    for (const use of closed) assertThrows(use, Error, "closed");
  },
);
