import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { NonceCounter } from "./nonce_counter.ts";

Deno.test("NonceCounter.next() counts from 0 in little-endian order", () => {
  const nonces = new NonceCounter(new Uint8Array(12).fill(0xee));
  for (let count = 0n; count < 1000n; count++) {
    assertEquals(numberOf(nonces.next()), count);
  }
});

for (const bits of [8, 16, 24, 31, 32, 40, 48, 52]) {
  Deno.test(`NonceCounter.next() carries at 2^${bits}`, () => {
    const border = 2 ** bits;
    const nonces = new NonceCounter(new Uint8Array(12), border - 2);
    const numbers = [1, 2, 3, 4].map(() => numberOf(nonces.next()));
    assertEquals(numbers, [-2, -1, 0, 1].map((step) => BigInt(border + step)));
  });
}

for (const bytes of [12, 24]) {
  Deno.test(`NonceCounter.next() throws when ${bytes} bytes could not be counted on, and ever after`, () => {
    const nonces = new NonceCounter(new Uint8Array(bytes), Number.MAX_SAFE_INTEGER);
    assertEquals(numberOf(nonces.next()), BigInt(Number.MAX_SAFE_INTEGER));
    for (let i = 0; i < 3; i++) assertThrows(() => nonces.next(), RangeError, "spent");
  });
}

Deno.test("NonceCounter.next() adds one, wherever it stands", () => {
  const first = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 1 });
  fc.assert(fc.property(first, (first) => {
    const nonces = new NonceCounter(new Uint8Array(12), first);
    assertEquals(numberOf(nonces.next()), BigInt(first));
    assertEquals(numberOf(nonces.next()), BigInt(first) + 1n);
  }));
});

Deno.test("NonceCounter.next() counts on undisturbed by those with whom it shares its array", () => {
  const shared = new Uint8Array(24);
  const ours = new NonceCounter(shared);
  const theirs = new NonceCounter(shared, 0xffff_ffff_ffff);
  for (let count = 0n; count < 300n; count++) {
    assertEquals(numberOf(ours.next()), count);
    assertEquals(numberOf(theirs.next()), 0xffff_ffff_ffffn + count);
  }
  assertStrictEquals(ours.next(), shared);
});

function numberOf(littleEndian: Uint8Array): bigint {
  return littleEndian.reduceRight((number, byte) => number << 8n | BigInt(byte), 0n);
}
