import { assertEquals } from "@std/assert";
import { CIPHERS, NODE } from "../../tests/support/cipher_suites.ts";
import { CipherSuite, primitiveOf } from "./cipher_suite.ts";
import { aeadMethod } from "./method_table.ts";

Deno.test("primitiveOf() names what an engine must offer", () => {
  assertEquals(CIPHERS.map(primitiveOf), [
    "aes-128-gcm",
    "aes-192-gcm",
    "aes-256-gcm",
    "chacha20-poly1305",
    "chacha20-poly1305",
  ]);
});

Deno.test("CipherSuite tells its method and its engine", () => {
  const suite = new CipherSuite("xchacha20-ietf-poly1305", NODE);
  assertEquals(suite.method, aeadMethod("xchacha20-ietf-poly1305"));
  assertEquals(suite.engineName, "node");
});
