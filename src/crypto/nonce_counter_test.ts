import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { NonceCounter } from "./nonce_counter.ts";

Deno.test("NonceCounter.next() counts from 0 in little-endian order", () => {
  const nonces = new NonceCounter(12);
  for (let count = 0n; count < 1000n; count++) {
    assertEquals(numberOf(nonces.next()), count);
  }
});

for (const bits of [8, 16, 32, 53, 64, 88]) {
  Deno.test(`NonceCounter.next() carries at 2^${bits}`, () => {
    const border = 1n << BigInt(bits);
    const nonces = new NonceCounter(12, bytesOf(border - 3n, 12));
    const numbers = [1, 2, 3, 4].map(() => numberOf(nonces.next()));
    assertEquals(numbers, [border - 2n, border - 1n, border, border + 1n]);
  });
}

for (const bytes of [12, 24]) {
  Deno.test(`NonceCounter.next() throws when ${bytes} bytes would wrap, and ever after`, () => {
    const last = (1n << BigInt(bytes * 8)) - 1n;
    const nonces = new NonceCounter(bytes, bytesOf(last - 1n, bytes));
    assertEquals(numberOf(nonces.next()), last);
    for (let i = 0; i < 3; i++) assertThrows(() => nonces.next(), RangeError, "spent");
  });
}

Deno.test("NonceCounter.next() throws at once when the last nonce is used already", () => {
  const nonces = new NonceCounter(12, new Uint8Array(12).fill(0xff));
  for (let i = 0; i < 3; i++) assertThrows(() => nonces.next(), RangeError, "spent");
});

Deno.test("NonceCounter.next() adds one, wherever it stands", () => {
  const last = fc.bigInt({ min: 0n, max: (1n << 96n) - 3n });
  fc.assert(fc.property(last, (last) => {
    const nonces = new NonceCounter(12, bytesOf(last, 12));
    assertEquals(numberOf(nonces.next()), last + 1n);
    assertEquals(numberOf(nonces.next()), last + 2n);
  }));
});

Deno.test("NonceCounter.next() does not count on in its caller's bytes", () => {
  const last = bytesOf(255n, 12);
  new NonceCounter(12, last).next();
  assertEquals(numberOf(last), 255n);
});

function numberOf(littleEndian: Uint8Array): bigint {
  return littleEndian.reduceRight((number, byte) => number << 8n | BigInt(byte), 0n);
}

function bytesOf(number: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Number(number >> BigInt(i * 8) & 0xffn));
}
