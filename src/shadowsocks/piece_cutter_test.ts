import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { cutAt } from "../../tests/support/scripted_conn.ts";
import { StrictBufferPool } from "../../tests/support/strict_buffer_pool.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { PieceCutter } from "./piece_cutter.ts";

Deno.test("PieceCutter.take() gives views of the chunk when the pieces lie in it", () => {
  const pool = new StrictBufferPool();
  const cutter = new PieceCutter(pool);
  const chunk = testBytes(10);
  cutter.feed(chunk);
  for (const [length, at] of [[4, 0], [1, 4], [5, 5]] as const) {
    const piece = cutter.take(length)!;
    assertStrictEquals(piece.buffer, chunk.buffer);
    assertEquals([piece.byteOffset, piece.length], [at, length]);
  }
  assertEquals(cutter.take(1), undefined);
  assertEquals(pool.taken, 0);
});

Deno.test("PieceCutter.take() puts a piece together that spans many chunks", () => {
  const pool = new StrictBufferPool();
  const cutter = new PieceCutter(pool);
  const bytes = testBytes(5);
  for (const byte of bytes) {
    assertEquals(cutter.take(bytes.length), undefined);
    cutter.feed(Uint8Array.of(byte));
  }
  assertEquals(cutter.take(bytes.length), bytes);
  assertEquals(cutter.length, 0);
});

Deno.test("PieceCutter.take() gives the buffer of a piece back at the next call", () => {
  const pool = new StrictBufferPool();
  const cutter = new PieceCutter(pool);
  cutter.feed(Uint8Array.of(1));
  cutter.take(2);
  cutter.feed(Uint8Array.of(2, 3));
  const piece = cutter.take(2)!;
  assertEquals([[...piece], pool.lent], [[1, 2], 1]);
  assertEquals([...cutter.take(1)!], [3]);
  assertEquals(pool.lent, 0);
});

Deno.test("PieceCutter.take() borrows nothing while no byte of a piece has come", () => {
  const pool = new StrictBufferPool();
  const cutter = new PieceCutter(pool);
  assertEquals(cutter.take(18), undefined);
  cutter.feed(testBytes(18));
  cutter.take(18);
  assertEquals(cutter.take(100), undefined);
  assertEquals(pool.taken, 0);
});

Deno.test("PieceCutter.take() cuts the same pieces from any chunks", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 });
  fc.assert(fc.property(lengths, fc.array(fc.nat(800)), (lengths, cuts) => {
    const bytes = testBytes(lengths.reduce((sum, length) => sum + length, 0));
    const pool = new StrictBufferPool();
    const cutter = new PieceCutter(pool);
    const wanted = [...lengths];
    let [fed, taken] = [0, 0];
    for (const chunk of cutAt(bytes, cuts)) {
      cutter.feed(chunk.slice());
      fed += chunk.length;
      while (wanted.length > 0) {
        assertEquals(cutter.length, fed - taken);
        const piece = cutter.take(wanted[0]!);
        if (piece === undefined) break;
        assertEquals(piece, bytes.subarray(taken, taken += wanted.shift()!));
      }
      assert(cutter.length < (wanted[0] ?? 1));
    }
    assertEquals(wanted, []);
    assertEquals([cutter.take(1), pool.lent], [undefined, 0]);
  }));
});
