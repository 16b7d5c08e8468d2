import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { allocateSaltMemory, mapSaltMemory } from "./salt_memory.ts";
import { MAX_SALT_WORDS } from "./salt_words.ts";

Deno.test("mapSaltMemory() finds what allocateSaltMemory() was told", () => {
  const seed = new Int32Array([1, -2]);
  const map = mapSaltMemory(allocateSaltMemory({ generation: 77, seed }));
  assertEquals([map.generation, map.seed.slice(), map.counter[0]], [77, seed, 0]);
});

Deno.test("allocateSaltMemory() makes a seed of its own for each memory", () => {
  const [one, other] = [1, 2].map(() => mapSaltMemory(allocateSaltMemory()).seed.slice());
  assertNotEquals(one, other);
});

Deno.test("mapSaltMemory() gives every part its own words, and all of the memory away", () => {
  const memory = allocateSaltMemory({ generation: 600 });
  const { seed, counter, tables } = mapSaltMemory(memory);
  const parts = [
    seed,
    counter,
    ...tables.flatMap(({ slots, cells, used }) => [slots, cells, used]),
  ];
  parts.forEach((part, i) => part.fill(i + 1));
  parts.forEach((part, i) => assert(part.every((word) => word === i + 1), `part ${i}`));
  const ends = parts.map((part) => part.byteOffset + part.byteLength);
  assertEquals(Math.max(...ends), memory.byteLength);
});

Deno.test("mapSaltMemory() has twice as many slots as a generation, a power of two, and cells for all", () => {
  const expected = { 1: 1024, 512: 1024, 513: 2048, 65_536: 131_072, 100_000: 262_144 };
  for (const [generation, slots] of Object.entries(expected)) {
    for (
      const table of mapSaltMemory(allocateSaltMemory({ generation: Number(generation) })).tables
    ) {
      assertEquals(table.slots.length, 2 * slots);
      assertEquals(table.cells.length, MAX_SALT_WORDS * slots);
    }
  }
});

Deno.test("allocateSaltMemory() throws when a generation is too large or none", () => {
  for (const generation of [0, -1, 1.5, NaN, 2 ** 19 + 1]) {
    assertThrows(() => allocateSaltMemory({ generation }), RangeError, `of ${generation} salts`);
  }
  assert(mapSaltMemory(allocateSaltMemory({ generation: 2 ** 19 })).tables.length === 2);
});
