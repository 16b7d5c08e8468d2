import { assert, assertEquals } from "@std/assert";
import {
  aeadMethod,
  type CipherName,
  findMethod,
  isRetiredMethod,
  METHOD_NAMES,
  type MethodName,
  TAG_BYTES,
} from "./method_table.ts";

/** SIP004: key, salt and nonce in bytes. */
const SIZES: readonly (readonly [CipherName, key: number, salt: number, nonce: number])[] = [
  ["aes-128-gcm", 16, 16, 12],
  ["aes-192-gcm", 24, 24, 12],
  ["aes-256-gcm", 32, 32, 12],
  ["chacha20-ietf-poly1305", 32, 32, 12],
  ["xchacha20-ietf-poly1305", 32, 32, 24],
];

const ALIASES: readonly (readonly [string, MethodName])[] = [
  ["AEAD_AES_128_GCM", "aes-128-gcm"],
  ["AEAD_AES_192_GCM", "aes-192-gcm"],
  ["AEAD_AES_256_GCM", "aes-256-gcm"],
  ["AEAD_CHACHA20_POLY1305", "chacha20-ietf-poly1305"],
  ["AEAD_XCHACHA20_POLY1305", "xchacha20-ietf-poly1305"],
  ["chacha20-poly1305", "chacha20-ietf-poly1305"],
  ["xchacha20-poly1305", "xchacha20-ietf-poly1305"],
  ["plain", "none"],
  ["dummy", "none"],
];

Deno.test("aeadMethod() gives the sizes of SIP004", () => {
  for (const [name, keyBytes, saltBytes, nonceBytes] of SIZES) {
    assertEquals(aeadMethod(name), { name, keyBytes, saltBytes, nonceBytes });
  }
  assertEquals(TAG_BYTES, 16);
});

Deno.test("METHOD_NAMES holds every method once", () => {
  assertEquals(METHOD_NAMES.toSorted(), [...SIZES.map(([name]) => name), "none"].toSorted());
});

Deno.test("findMethod() finds each name and alias in any case", () => {
  const names = METHOD_NAMES.map((name) => [name, name] as const);
  for (const [name, method] of [...names, ...ALIASES]) {
    assertEquals(findMethod(name), method);
    assertEquals(findMethod(name.toUpperCase()), method);
    assertEquals(findMethod(name.toLowerCase()), method);
  }
});

for (
  const name of [
    "",
    " aes-256-gcm",
    "aes-256-gcm ",
    "aes_256_gcm",
    "2022-blake3-aes-256-gcm",
    "rc4-md5",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
  ]
) {
  Deno.test(`findMethod() does not know ${JSON.stringify(name)}`, () => {
    assertEquals(findMethod(name), undefined);
  });
}

Deno.test("isRetiredMethod() tells stream ciphers in any case", () => {
  const names = ["table", "rc4-md5", "AES-256-CFB", "chacha20", "chacha20-ietf", "Salsa20"];
  for (const name of names) assert(isRetiredMethod(name), name);
});

Deno.test("isRetiredMethod() leaves everything else alone", () => {
  const names = [...METHOD_NAMES, ...ALIASES.map(([alias]) => alias)];
  for (const name of [...names, "", "__proto__", "constructor", "size", "aes-256"]) {
    assert(!isRetiredMethod(name), name);
  }
});
