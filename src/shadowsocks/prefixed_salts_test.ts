import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { prefixedSalts } from "./prefixed_salts.ts";

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));

Deno.test("prefixedSalts() puts the prefix over the beginning and leaves the rest random", () => {
  const salts = prefixedSalts("\x16\x03\x01\0\xff", random);
  const [one, other] = [salts(32), salts(32)];
  for (const salt of [one, other]) {
    assertEquals(salt.length, 32);
    assertEquals(salt.subarray(0, 5), Uint8Array.of(0x16, 3, 1, 0, 0xff));
  }
  assertNotEquals(one.subarray(5), other.subarray(5));
});

Deno.test("prefixedSalts() keeps every byte that the prefix does not cover as it was drawn", () => {
  const drawn = Uint8Array.from({ length: 24 }, (_, i) => i);
  const salt = prefixedSalts("POST ", () => drawn.slice())(24);
  assertEquals(salt.subarray(5), drawn.subarray(5));
});

Deno.test("prefixedSalts() changes nothing without a prefix", () => {
  assertEquals(prefixedSalts("", random), random);
});

Deno.test("prefixedSalts() never gives a prefix that is cut short", () => {
  assertThrows(() => prefixedSalts("POST ", random)(4), RangeError);
});
