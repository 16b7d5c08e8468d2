// The BlockCipher contract, kept by every engine.

import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { createCipheriv } from "node:crypto";
import { ENGINES } from "../../tests/support/cipher_suites.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { BLOCK_BYTES } from "./block_cipher.ts";
import { knownBlockOf } from "./known_answers.ts";
import { openLibcrypto } from "./libcrypto.ts";
import { OpensslBlocks } from "./openssl_blocks.ts";

const KEY_LENGTHS = [16, 32];

for (const { name, blocks } of ENGINES) {
  for (const keyBytes of KEY_LENGTHS) {
    Deno.test(`BlockCipher gives the answer of FIPS 197 under ${keyBytes} bytes on ${name}`, () => {
      const { key, plain, encrypted } = knownBlockOf(keyBytes);
      const out = new Uint8Array(BLOCK_BYTES);
      blocks.of(key).encrypt(plain, out);
      assertEquals(out, encrypted);
      blocks.of(key).decrypt(encrypted, out);
      assertEquals(out, plain);
    });
  }

  Deno.test(`BlockCipher agrees with node:crypto for every key and block on ${name}`, () => {
    const key = fc.constantFrom(...KEY_LENGTHS).chain(bytesOf);
    fc.assert(fc.property(key, bytesOf(BLOCK_BYTES), (key, block) => {
      const expected = referenceEncrypt(key, block);
      const out = new Uint8Array(BLOCK_BYTES);
      const cipher = blocks.of(key);
      cipher.encrypt(block, out);
      assertEquals(out.toHex(), expected);
      cipher.decrypt(out, out);
      assertEquals(out, block);
    }));
  });

  Deno.test(`BlockCipher works in place, at any offset, and nowhere else on ${name}`, () => {
    for (const offset of [0, 1, 2, 3, 5]) {
      const whole = testBytes(BLOCK_BYTES + 8);
      const block = whole.subarray(offset, offset + BLOCK_BYTES);
      const before = whole.slice();
      blocks.of(testBytes(16)).encrypt(block, block);
      assertEquals(
        block.toHex(),
        referenceEncrypt(testBytes(16), before.slice(offset, offset + 16)),
      );
      before.set(block, offset);
      assertEquals(whole, before);
    }
  });

  Deno.test(`BlockCipher keeps keys apart that take turns on ${name}`, () => {
    const keys = [16, 32, 16].map((length, i) => testBytes(length).map((byte) => byte ^ i));
    const ciphers = keys.map((key) => blocks.of(key));
    const out = new Uint8Array(BLOCK_BYTES);
    for (const turn of [0, 1, 2, 0, 2, 2, 1]) {
      ciphers[turn]!.encrypt(testBytes(BLOCK_BYTES), out);
      assertEquals(out.toHex(), referenceEncrypt(keys[turn]!, testBytes(BLOCK_BYTES)));
      ciphers[turn]!.decrypt(out, out);
      assertEquals(out, testBytes(BLOCK_BYTES));
    }
  });
}

const OPENSSL_IS_THERE = ENGINES.some(({ name }) => name === "openssl");

Deno.test({
  name: "OpensslBlocks refuses what is no block, and everything once it is closed",
  ignore: !OPENSSL_IS_THERE,
  fn: () => {
    const library = openLibcrypto();
    const blocks = new OpensslBlocks(library);
    const cipher = blocks.of(testBytes(16));
    const block = testBytes(BLOCK_BYTES);
    for (const length of [0, 15, 17, 32]) {
      assertThrows(() => cipher.encrypt(testBytes(length), block), RangeError);
      assertThrows(() => cipher.decrypt(block, testBytes(length)), RangeError);
    }
    blocks.close();
    assertThrows(() => cipher.encrypt(block, block), Error, "closed");
    assertThrows(() => cipher.decrypt(block, block), Error, "closed");
    assertThrows(() => blocks.of(testBytes(32)), Error, "closed");
    library.close();
  },
});

function referenceEncrypt(key: Uint8Array, block: Uint8Array): string {
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
  cipher.setAutoPadding(false);
  const encrypted = Uint8Array.from(cipher.update(block)).toHex();
  // Only the end of it frees what it holds.
  cipher.final();
  return encrypted;
}

function bytesOf(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}
