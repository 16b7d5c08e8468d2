import { assertEquals } from "@std/assert";
import { CIPHERS } from "../../tests/support/cipher_suites.ts";
import { referenceSeal } from "../../tests/support/reference_stream.ts";
import { knownAnswerOf } from "./known_answers.ts";
import { aeadMethod } from "./method_table.ts";

for (const cipher of CIPHERS) {
  Deno.test(`knownAnswerOf() knows what noble answers for ${cipher}`, () => {
    const { key, nonce, plaintext, sealed } = knownAnswerOf(cipher);
    assertEquals(sealed, referenceSeal(cipher, { key, nonce, plaintext }));
  });

  Deno.test(`knownAnswerOf() has the sizes of ${cipher}`, () => {
    const { key, nonce } = knownAnswerOf(cipher);
    const { keyBytes, nonceBytes } = aeadMethod(cipher);
    assertEquals([key.length, nonce.length], [keyBytes, nonceBytes]);
  });
}
