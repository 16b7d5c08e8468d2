import { assertEquals } from "@std/assert";
import { gcm } from "@noble/ciphers/aes.js";
import { chacha20poly1305, xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { blake3 } from "@noble/hashes/blake3.js";
import { ENGINES, NODE } from "../../tests/support/cipher_suites.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { concatBytes } from "../net/bytes.ts";
import { CipherSuite2022, primitiveOf2022 } from "./cipher_suite_2022.ts";
import { method2022, METHOD_2022_NAMES, TAG_BYTES } from "./method_table.ts";

const PLAINTEXT = testBytes(40);
const NONCE = testBytes(12);
const LONG_NONCE = testBytes(24);

Deno.test("primitiveOf2022() names what an engine must offer", () => {
  assertEquals(METHOD_2022_NAMES.map(primitiveOf2022), [
    "aes-128-gcm",
    "aes-256-gcm",
    "chacha20-poly1305",
  ]);
});

Deno.test("CipherSuite2022 tells its method and its engine", () => {
  const suite = new CipherSuite2022("2022-blake3-aes-128-gcm", NODE);
  assertEquals(suite.method, method2022("2022-blake3-aes-128-gcm"));
  assertEquals(suite.engineName, "node");
});

for (const engine of ENGINES) {
  for (const cipher of METHOD_2022_NAMES) {
    const { keyBytes } = method2022(cipher);
    const [key, salt] = [testBytes(keyBytes), testBytes(keyBytes + 1).slice(1)];
    const suite = new CipherSuite2022(cipher, engine);

    Deno.test(`CipherSuite2022.aeadOfSalt() takes the session subkey for ${cipher} on ${engine.name}`, async () => {
      const sealed = new Uint8Array(PLAINTEXT.length + TAG_BYTES);
      await suite.aeadOfSalt(key, salt).seal(NONCE, PLAINTEXT, sealed);
      const context = new TextEncoder().encode("shadowsocks 2022 session subkey");
      const subkey = blake3(concatBytes(key, salt), { context, dkLen: keyBytes });
      const reference = cipher.includes("aes") ? gcm : chacha20poly1305;
      assertEquals(sealed, reference(subkey, NONCE).encrypt(PLAINTEXT));
    });
  }

  Deno.test(`CipherSuite2022.longNonceAead() is XChaCha20-Poly1305 on ${engine.name}`, async () => {
    const suite = new CipherSuite2022("2022-blake3-chacha20-poly1305", engine);
    const sealed = new Uint8Array(PLAINTEXT.length + TAG_BYTES);
    await suite.longNonceAead(testBytes(32)).seal(LONG_NONCE, PLAINTEXT, sealed);
    assertEquals(sealed, xchacha20poly1305(testBytes(32), LONG_NONCE).encrypt(PLAINTEXT));
  });
}
