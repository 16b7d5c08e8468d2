import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import {
  BufferPool,
  BULK_BUFFER,
  BULK_LENT,
  IDLE_BUFFER,
  MESSAGE_BUFFER,
  READ_BUFFER,
} from "./buffer_pool.ts";

/** A bulk read with the rest of a record. */
const LARGEST_KEPT = BULK_BUFFER + 24 * 1024;
/** What connections ask for to read into. */
const READ_SIZES = [IDLE_BUFFER, MESSAGE_BUFFER, READ_BUFFER];

Deno.test("BufferPool.take() gives a buffer that is large enough, whole and its own", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 200_000 })), (sizes) => {
    const pool = new BufferPool();
    const taken = new Set<ArrayBuffer>();
    for (const size of sizes) {
      const buffer = pool.take(size);
      assert(buffer.length >= size);
      assertEquals([buffer.byteOffset, buffer.buffer.byteLength], [0, buffer.length]);
      assert(!taken.has(buffer.buffer), "lent twice");
      taken.add(buffer.buffer);
    }
  }));
});

Deno.test("BufferPool.take() gives the sizes of a read exactly", () => {
  const pool = new BufferPool();
  for (const size of READ_SIZES) assertEquals(pool.take(size).length, size);
});

Deno.test("BufferPool.take() gives again what was given back", () => {
  const pool = new BufferPool();
  for (const size of [1, ...READ_SIZES, MESSAGE_BUFFER + 1, LARGEST_KEPT]) {
    const buffer = pool.take(size);
    pool.give(buffer);
    assertStrictEquals(pool.take(size), buffer, `${size} bytes`);
  }
});

Deno.test("BufferPool.give() leaves what is too large to the collector", () => {
  const pool = new BufferPool();
  const buffer = pool.take(LARGEST_KEPT + 1);
  pool.give(buffer);
  assert(pool.take(LARGEST_KEPT + 1) !== buffer);
});

Deno.test("BufferPool keeps 60 MB at most, however much is given back", () => {
  const pool = new BufferPool();
  for (const size of [...READ_SIZES, 20 * 1024, 96 * 1024, LARGEST_KEPT]) {
    const count = size <= MESSAGE_BUFFER ? 2000 : 400;
    const buffers = Array.from({ length: count }, () => pool.take(size));
    for (const buffer of buffers) pool.give(buffer);
  }
  const bulk = Array.from({ length: BULK_LENT }, () => pool.takeBulk());
  for (const buffer of bulk) pool.give(buffer);
  pool.shrink();
  const kept = pool.shrink();
  assert(kept > 0 && kept <= 60_000_000, `${kept} bytes`);
});

Deno.test("BufferPool never lends a buffer that is out", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("take" as const), size: fc.integer({ min: 0, max: 120_000 }) }),
    fc.record({ kind: fc.constant("give" as const), which: fc.nat() }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
    const pool = new BufferPool();
    const out: Uint8Array<ArrayBuffer>[] = [];
    for (const step of steps) {
      if (step.kind === "take") {
        const buffer = pool.take(step.size);
        assert(buffer.length >= step.size && !out.includes(buffer));
        out.push(buffer);
      } else if (out.length > 0) {
        pool.give(...out.splice(step.which % out.length, 1) as [Uint8Array<ArrayBuffer>]);
      }
    }
  }));
});

Deno.test("BufferPool.takeBulk() lends few large buffers at once, and one of the usual size to everybody else", () => {
  const pool = new BufferPool();
  const lent = Array.from({ length: BULK_LENT }, () => pool.takeBulk());
  assertEquals(new Set(lent.map(({ length }) => length)), new Set([BULK_BUFFER]));
  assertEquals(pool.takeBulk().length, READ_BUFFER);

  pool.give(lent[0]!);
  assertStrictEquals(pool.takeBulk(), lent[0]);
  assertEquals(pool.takeBulk().length, READ_BUFFER);
});

Deno.test("BufferPool.abandon() makes room for another borrower, who gets another buffer", () => {
  const pool = new BufferPool();
  const lent = Array.from({ length: BULK_LENT }, () => pool.takeBulk());
  pool.abandon(lent[0]!);
  const next = pool.takeBulk();
  assertEquals([next.length, lent.includes(next)], [BULK_BUFFER, false]);
});

Deno.test("BufferPool.shrink() lets go of what was not needed since the last time", () => {
  const pool = new BufferPool();
  const bulk = pool.takeBulk();
  pool.give(pool.take(READ_BUFFER));
  assertEquals([pool.shrink(), pool.isEmpty], [0, false]);
  assertEquals([pool.shrink(), pool.isEmpty], [READ_BUFFER, true]);

  pool.give(bulk);
  pool.shrink();
  assertEquals([pool.shrink(), pool.isEmpty], [BULK_BUFFER, true]);
});

Deno.test("BufferPool.shrink() counts what was left to the collector before", () => {
  const pool = new BufferPool();
  pool.abandon(pool.take(MESSAGE_BUFFER));
  pool.give(pool.take(LARGEST_KEPT + 1));
  assertEquals([pool.shrink(), pool.shrink()], [MESSAGE_BUFFER + LARGEST_KEPT + 1, 0]);
});

Deno.test("BufferPool tells when there is something to shrink, once until it is empty again", () => {
  let told = 0;
  const pool = new BufferPool(() => told++);
  const buffers = [pool.take(1), pool.take(1)];
  assertEquals(told, 0);
  for (const buffer of buffers) pool.give(buffer);
  assertEquals(told, 1);
  pool.shrink();
  pool.give(pool.take(1));
  assertEquals(told, 1);
  pool.shrink();
  pool.shrink();
  assertEquals(pool.isEmpty, true);
  pool.give(pool.take(1));
  assertEquals(told, 2);
});
