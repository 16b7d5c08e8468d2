import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { BufferPool, IDLE_BUFFER, MESSAGE_BUFFER, READ_BUFFER } from "./buffer_pool.ts";

const LARGEST_KEPT = 96 * 1024;
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

Deno.test("BufferPool keeps 32 MB at most, however much is given back", () => {
  const pool = new BufferPool();
  let kept = 0;
  for (const size of [...READ_SIZES, 20 * 1024, LARGEST_KEPT]) {
    const count = size <= MESSAGE_BUFFER ? 2000 : 400;
    const buffers = new Set(Array.from({ length: count }, () => pool.take(size)));
    for (const buffer of buffers) pool.give(buffer);
    for (let i = 0; i < count; i++) if (buffers.has(pool.take(size))) kept += size;
  }
  assert(kept > 0 && kept <= 32_000_000, `${kept} bytes`);
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
