import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { allocateSaltMemory } from "./salt_memory.ts";
import { SaltPool, SaltRotation, TURN_MS } from "./salt_pool.ts";

/** SIP022: 30 s before its time and 30 s after. */
const REMEMBERED_MS = 61_000;

Deno.test("SaltPool.admit() refuses what another pool on the same memory has admitted", () => {
  const pool = new SaltPool();
  const other = new SaltPool(pool.memory);
  assert(pool.admit(saltOf(1)));
  assert(!other.admit(saltOf(1)));
  assert(other.admit(saltOf(2)));
  assert(!pool.admit(saltOf(2)));
  assertEquals([pool.young, other.young], [2, 2]);
});

Deno.test("SaltPool.turn() forgets what is two turns old, and nothing younger", () => {
  const pool = new SaltPool();
  assert(pool.admit(saltOf(1)));
  pool.turn();
  assert(!pool.admit(saltOf(1)));
  assert(pool.admit(saltOf(2)));
  pool.turn();
  assert(pool.admit(saltOf(1)));
  assert(!pool.admit(saltOf(2)));
});

Deno.test("SaltPool.admit() refuses new salts when there is no room, and forgets none", () => {
  const pool = new SaltPool(allocateSaltMemory({ generation: 3 }));
  for (const number of [1, 2, 3]) assert(pool.admit(saltOf(number)));
  for (const number of [1, 2, 3, 4, 5]) assert(!pool.admit(saltOf(number)));
  pool.turn();
  for (const number of [1, 2, 3]) assert(!pool.admit(saltOf(number)));
  for (const number of [4, 5, 6]) assert(pool.admit(saltOf(number)));
  assert(!pool.admit(saltOf(7)));
});

Deno.test("SaltPool holds what comes in a busy minute", () => {
  const pool = new SaltPool();
  for (let turn = 0; turn < 3; turn++) {
    for (let i = 0; i < 100_000; i++) assert(pool.admit(saltOf(turn * 100_000 + i)));
    pool.turn();
  }
  for (let i = 200_000; i < 300_000; i += 99) assert(!pool.admit(saltOf(i)), `${i}`);
});

Deno.test("SaltRotation lets a pool remember every salt for 61 s at least, and not for ever", async () => {
  for (const wait of [0, 1, 30_000, TURN_MS - 1, TURN_MS]) {
    const clock = new ManualClock();
    const pool = new SaltPool();
    const rotation = new SaltRotation(pool, clock);
    await clock.advance(wait);
    assert(pool.admit(saltOf(1)));
    await clock.advance(REMEMBERED_MS);
    assert(!pool.admit(saltOf(1)), `admitted after ${wait} ms`);
    await clock.advance(2 * TURN_MS - REMEMBERED_MS);
    assert(pool.admit(saltOf(1)), `admitted after ${wait} ms`);
    rotation.cancel();
    assertEquals(clock.pending, 0);
  }
});

Deno.test("SaltPool does as a map of times would", () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ pool: fc.nat(2), salt: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.constant("turn" as const) },
  );
  fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.array(step), (generation, steps) => {
    const memory = allocateSaltMemory({ generation });
    const pools = [0, 1, 2].map(() => new SaltPool(memory));
    let [young, old] = [new Set<number>(), new Set<number>()];
    for (const step of steps) {
      if (step === "turn") {
        pools[0]!.turn();
        if (young.size + old.size > 0) [young, old] = [new Set(), young];
        continue;
      }
      const isNew = young.size < generation && !young.has(step.salt) && !old.has(step.salt);
      assertEquals(pools[step.pool]!.admit(saltOf(step.salt)), isNew);
      if (isNew) young.add(step.salt);
    }
  }));
});

function saltOf(number: number): Uint8Array {
  return new Uint8Array(new Int32Array([number, 7, 7, 7]).buffer);
}
