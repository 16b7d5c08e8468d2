// The race between workers is tests/e2e/salt_filter_race_test.ts.

import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { SaltFilter } from "./salt_filter.ts";
import { allocateSaltMemory } from "./salt_memory.ts";

const LENGTHS = [16, 24, 32];

Deno.test("SaltFilter.admit() refuses a salt that was seen before", () => {
  const filter = new SaltFilter();
  for (const length of LENGTHS) {
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
  const zeros = new Uint8Array(32);
  for (const length of LENGTHS) assert(filter.admit(zeros.subarray(0, length)), `${length} zeros`);
});

Deno.test("SaltFilter.admit() takes a salt wherever it lies in its caller's bytes", () => {
  const filter = new SaltFilter();
  const bytes = testBytes(40);
  for (let at = 0; at < 8; at++) {
    assert(filter.admit(bytes.subarray(at, at + 32)), `at ${at}`);
    assert(!filter.admit(bytes.slice(at, at + 32)), `at ${at}`);
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

Deno.test("SaltFilter.admit() throws when a salt has a length that no method has", () => {
  const filter = new SaltFilter();
  for (const length of [0, 15, 33, 36, 64]) {
    assertThrows(() => filter.admit(testBytes(length)), RangeError, `salt of ${length} bytes`);
  }
  assertEquals(filter.size, 0);
});

Deno.test("SaltFilter.admit() refuses what another filter on the same memory has admitted", () => {
  const first = new SaltFilter();
  const second = new SaltFilter(first.memory);
  assert(first.admit(saltOf(1)));
  assert(!second.admit(saltOf(1)));
  assert(second.admit(saltOf(2)));
  assert(!first.admit(saltOf(2)));
  assertEquals([first.size, second.size], [2, 2]);
  assert(new SaltFilter().admit(saltOf(1)), "other memory, other salts");
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
  assert(filter.admit(saltOf(0)), "the first generation is forgotten");
});

Deno.test("SaltFilter does as a list would of the last full generation and what came after it", () => {
  const asked = fc.record({ filter: fc.nat(2), salt: fc.nat(20) });
  fc.assert(fc.property(generations(), fc.array(asked, { maxLength: 100 }), (generation, all) => {
    const memory = allocateSaltMemory({ generation });
    const filters = [0, 1, 2].map(() => new SaltFilter(memory));
    const model = new ListedSalts(generation);
    for (const { filter, salt } of all) {
      assertEquals(filters[filter]!.admit(saltOf(salt)), model.admit(salt));
      assertEquals(filters[filter]!.size, model.remembered.length);
      assert(model.remembered.length < 2 * generation);
    }
  }));
});

Deno.test("SaltFilter never forgets the last salts of one generation", () => {
  const salts = fc.array(fc.nat(20), { maxLength: 100 });
  fc.assert(fc.property(generations(), salts, (generation, salts) => {
    const filter = new SaltFilter(allocateSaltMemory({ generation }));
    const admitted: number[] = [];
    for (const salt of salts) {
      if (filter.admit(saltOf(salt))) admitted.push(salt);
      for (const recent of admitted.slice(-generation)) assert(!filter.admit(saltOf(recent)));
    }
  }));
});

Deno.test("SaltFilter goes on remembering after its epochs have come round", () => {
  const filter = new SaltFilter(allocateSaltMemory({ generation: 1 }));
  for (let i = 0; i < 2 ** 14 + 100; i++) {
    assert(filter.admit(saltOf(i)), `${i}`);
    assert(!filter.admit(saltOf(i)), `${i} again`);
    assertEquals(filter.size, 1);
  }
});

class ListedSalts {
  readonly #generation: number;
  readonly #all: number[] = [];

  constructor(generation: number) {
    this.#generation = generation;
  }

  get remembered(): readonly number[] {
    const full = Math.floor(this.#all.length / this.#generation);
    return this.#all.slice(Math.max(0, full - 1) * this.#generation);
  }

  admit(salt: number): boolean {
    if (this.remembered.includes(salt)) return false;
    this.#all.push(salt);
    return true;
  }
}

function generations(): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: 5 });
}

/** Lengths alternate. */
function saltOf(number: number): Uint8Array {
  const salt = new Uint8Array(LENGTHS[number % LENGTHS.length]!);
  new DataView(salt.buffer).setUint32(7, number);
  return salt;
}
