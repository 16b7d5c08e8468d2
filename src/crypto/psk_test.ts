import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parsePsk, parsePskChain } from "./psk.ts";

const LENGTHS = [16, 32];

Deno.test("parsePsk() gives the bytes of every key of the right length", () => {
  for (const length of LENGTHS) {
    const key = fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(fc.property(key, (key) => assertEquals(parsePsk(key.toBase64(), length), key)));
  }
});

Deno.test("parsePsk() says how long a key is and must be when its length is wrong", () => {
  for (
    const [bytes, must] of [[24, 32], [15, 16], [17, 16], [16, 32], [32, 16], [64, 32]] as const
  ) {
    const fault = `is ${bytes} bytes long, must be ${must}`;
    assertEquals(parsePsk(new Uint8Array(bytes).toBase64(), must), { fault });
  }
});

for (
  const text of [
    "",
    "=",
    "==",
    "====",
    "password",
    "AAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAA=",
    "AAAAAAAAAAAAAAAAAAAAA===",
    "-AAAAAAAAAAAAAAAAAAAAA==",
    "_AAAAAAAAAAAAAAAAAAAAA==",
    " AAAAAAAAAAAAAAAAAAAAA==",
    "AAAAAAAAAAAAAAAAAAAAAA==\n",
    "AAAAAAAAAA\tAAAAAAAAAAA==",
    "ÄAAAAAAAAAAAAAAAAAAAAA==",
  ]
) {
  Deno.test(`parsePsk() takes ${JSON.stringify(text)} for no key`, () => {
    const result = parsePsk(text, 16);
    const faults = ["is not base64", "is 6 bytes long, must be 16"];
    assertEquals(faults.includes((result as { fault: string }).fault), true);
  });
}

Deno.test("parsePskChain() gives identity keys in order, the user's own last", () => {
  const keys = [1, 2, 3].map((byte) => new Uint8Array(16).fill(byte));
  for (const count of [1, 2, 3]) {
    const chain = keys.slice(0, count);
    const text = chain.map((key) => key.toBase64()).join(":");
    assertEquals(parsePskChain(text, 16), {
      identityKeys: chain.slice(0, -1),
      userKey: chain.at(-1)!,
    });
  }
});

Deno.test("parsePskChain() says which key is wrong, and never the key", () => {
  const [good, short] = [16, 8].map((length) => new Uint8Array(length).toBase64());
  const cases: readonly (readonly [string, string])[] = [
    [short!, "is 8 bytes long, must be 16"],
    ["secret!", "is not base64"],
    [`${good}:${short}`, "has 2 keys, of which the second is 8 bytes long, must be 16"],
    [`secret!:${good}`, "has 2 keys, of which the first is not base64"],
    [`${good}:`, "has 2 keys, of which the second is not base64"],
    [`${good}:${good}:${good}:x`, "has 4 keys, of which the 4th is not base64"],
  ];
  for (const [text, fault] of cases) assertEquals(parsePskChain(text, 16), { fault });
});
