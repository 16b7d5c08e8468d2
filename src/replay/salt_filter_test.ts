import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { SaltFilter } from "./salt_filter.ts";

Deno.test("SaltFilter.admit() refuses a salt that was seen before", () => {
  const filter = new SaltFilter();
  for (const length of [16, 24, 32]) {
    const salt = testBytes(length);
    assert(filter.admit(salt));
    assert(!filter.admit(salt));
    assert(!filter.admit(salt.slice()), "the same bytes elsewhere are the same salt");
  }
});

Deno.test("SaltFilter.admit() tells salts apart by every bit and by their length", () => {
  const filter = new SaltFilter();
  const salt = testBytes(32);
  assert(filter.admit(salt));
  for (let bit = 0; bit < salt.length * 8; bit++) {
    const other = salt.slice();
    other[bit >>> 3]! ^= 1 << (bit & 7);
    assert(filter.admit(other), `bit ${bit}`);
  }
  for (let length = 0; length < salt.length; length++) {
    assert(filter.admit(salt.subarray(0, length)), `${length} bytes`);
  }
});

Deno.test("SaltFilter.admit() keeps no hold on its caller's bytes", () => {
  const filter = new SaltFilter();
  const salt = testBytes(16);
  filter.admit(salt);
  salt.fill(0);
  assert(!filter.admit(testBytes(16)));
  assert(filter.admit(salt));
});

Deno.test("SaltFilter remembers 100,000 salts at least and 200,000 at most", () => {
  const filter = new SaltFilter();
  for (let i = 0; i < 100_000; i++) assert(filter.admit(saltOf(i)));
  for (let i = 100_000; i < 250_001; i++) {
    assert(filter.admit(saltOf(i)));
    if (i % 1000 === 0 || i % 1000 === 999) {
      assert(!filter.admit(saltOf(i - 99_999)), `${i - 99_999} is known after ${i}`);
      assert(filter.size <= 200_000, `${filter.size} after ${i}`);
    }
  }
});

Deno.test("SaltFilter does as a list of all salts would, in whose last two generations it looks", () => {
  const generation = fc.integer({ min: 1, max: 5 });
  const salts = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 100 });
  fc.assert(fc.property(generation, salts, (generation, salts) => {
    const filter = new SaltFilter(generation);
    const model = new ListedSalts(generation);
    for (const salt of salts) {
      assertEquals(filter.admit(saltOf(salt)), model.admit(salt));
      assertEquals(filter.size, model.remembered.length);
      assert(filter.size <= 2 * generation);
    }
  }));
});

Deno.test("SaltFilter never forgets the last salts of one generation", () => {
  const generation = fc.integer({ min: 1, max: 5 });
  const salts = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 100 });
  fc.assert(fc.property(generation, salts, (generation, salts) => {
    const filter = new SaltFilter(generation);
    const admitted: number[] = [];
    for (const salt of salts) {
      if (filter.admit(saltOf(salt))) admitted.push(salt);
      for (const recent of admitted.slice(-generation)) assert(!filter.admit(saltOf(recent)));
    }
  }));
});

class ListedSalts {
  readonly #generation: number;
  readonly #all: number[] = [];

  constructor(generation: number) {
    this.#generation = generation;
  }

  get remembered(): readonly number[] {
    const generations = Math.ceil(this.#all.length / this.#generation);
    return this.#all.slice(Math.max(0, generations - 2) * this.#generation);
  }

  admit(salt: number): boolean {
    if (this.remembered.includes(salt)) return false;
    this.#all.push(salt);
    return true;
  }
}

function saltOf(number: number): Uint8Array {
  const salt = new Uint8Array(16);
  new DataView(salt.buffer).setUint32(7, number);
  return salt;
}
