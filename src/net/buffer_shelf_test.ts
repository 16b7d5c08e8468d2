import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { BufferShelf } from "./buffer_shelf.ts";

const SIZE = { bytes: 100, keeps: 4 };

/** A shelf that is as full as it may be. */
function fullShelf(): BufferShelf {
  const shelf = new BufferShelf(SIZE);
  for (let i = 0; i < SIZE.keeps; i++) shelf.give(new Uint8Array(SIZE.bytes));
  return shelf;
}

Deno.test("BufferShelf.take() gives the buffer that was given last", () => {
  const shelf = fullShelf();
  const last = shelf.take();
  shelf.give(last);
  assertStrictEquals(shelf.take(), last);
});

Deno.test("BufferShelf.give() refuses what there is no room for", () => {
  const shelf = fullShelf();
  const one = new Uint8Array(SIZE.bytes);
  assertEquals(shelf.give(one), false);
  assert(shelf.take() !== one);
});

Deno.test("BufferShelf.shrink() keeps everything that came since the last time", () => {
  const shelf = fullShelf();
  assertEquals([shelf.shrink(), shelf.isEmpty], [0, false]);
});

Deno.test("BufferShelf.shrink() lets go of what was never needed since the last time", () => {
  const shelf = fullShelf();
  shelf.shrink();
  const needed = [shelf.take(), shelf.take(), shelf.take()];
  for (const buffer of needed) shelf.give(buffer);
  assertEquals(shelf.shrink(), SIZE.bytes);
  const kept = shelf.take();
  assert(needed.includes(kept), "what was needed is still there");
  shelf.give(kept);
  assertEquals(shelf.shrink(), 2 * SIZE.bytes);
  assertEquals([shelf.shrink(), shelf.isEmpty], [SIZE.bytes, true]);
});
