import { assert, assertEquals } from "@std/assert";
import {
  aeadMethod,
  type CipherName,
  findMethod,
  isCipher2022,
  isRetiredMethod,
  method2022,
  METHOD_2022_NAMES,
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
    assertEquals(aeadMethod(name), { family: "2017", name, keyBytes, saltBytes, nonceBytes });
  }
  assertEquals(TAG_BYTES, 16);
});

Deno.test("method2022() gives the sizes of SIP022", () => {
  const sizes = METHOD_2022_NAMES.map(method2022).map(
    ({ name, family, keyBytes, saltBytes, nonceBytes, hasBlocks }) =>
      [name, family, keyBytes, saltBytes, nonceBytes, hasBlocks] as const,
  );
  assertEquals(sizes, [
    ["2022-blake3-aes-128-gcm", "2022", 16, 16, 12, true],
    ["2022-blake3-aes-256-gcm", "2022", 32, 32, 12, true],
    ["2022-blake3-chacha20-poly1305", "2022", 32, 32, 12, false],
  ]);
});

Deno.test("METHOD_NAMES holds every method once", () => {
  const names = [...SIZES.map(([name]) => name), ...METHOD_2022_NAMES, "none"];
  assertEquals(METHOD_NAMES.toSorted(), names.toSorted());
  assertEquals(METHOD_NAMES.filter(isCipher2022), METHOD_2022_NAMES);
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
    "2022-blake3-chacha8-poly1305",
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
