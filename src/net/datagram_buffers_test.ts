import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { DATAGRAM_BUFFER, DatagramBuffers } from "./datagram_buffers.ts";

Deno.test("DatagramBuffers.take() gives room for the longest datagram", () => {
  assertEquals(new DatagramBuffers().take().length, DATAGRAM_BUFFER);
});

Deno.test("DatagramBuffers.take() gives nobody what another one has, however they come and go", () => {
  const steps = fc.array(fc.nat(999), { minLength: 1000, maxLength: 3000, size: "max" });
  fc.assert(
    fc.property(steps, (choices) => {
      const buffers = new DatagramBuffers();
      const lent: Uint8Array<ArrayBuffer>[] = [];
      for (const choice of choices) {
        if (choice < 350 && lent.length > 0) {
          buffers.give(lent.splice(choice % lent.length, 1)[0]!);
        } else lent.push(buffers.take());
      }
      assertApart(lent);
    }),
    { numRuns: 20 },
  );
});

Deno.test("DatagramBuffers.take() gives again what was given back last", () => {
  const buffers = new DatagramBuffers();
  buffers.take();
  const second = buffers.take();
  buffers.give(second);
  assertStrictEquals(buffers.take(), second);
});

Deno.test("DatagramBuffers.give() lets go of a large buffer when nobody has a part of it", () => {
  const buffers = new DatagramBuffers();
  const first = buffers.take();
  const ofFirst = [first];
  let other = buffers.take();
  for (; other.buffer === first.buffer; other = buffers.take()) ofFirst.push(other);
  // Now both have room, and then the first has nothing else.
  buffers.give(ofFirst.pop()!);
  for (const slice of ofFirst) buffers.give(slice);
  for (let i = 0; i < 2000; i++) assert(buffers.take().buffer !== first.buffer);
});

Deno.test("DatagramBuffers.give() keeps the last large buffer", () => {
  const buffers = new DatagramBuffers();
  const slice = buffers.take();
  buffers.give(slice);
  assertStrictEquals(buffers.take().buffer, slice.buffer);
});

function assertApart(slices: readonly Uint8Array[]): void {
  const buffers = new Set(slices.map(({ buffer }) => buffer));
  for (const buffer of buffers) {
    const ends = slices.filter((slice) => slice.buffer === buffer)
      .toSorted((a, b) => a.byteOffset - b.byteOffset);
    for (let i = 1; i < ends.length; i++) {
      assert(ends[i - 1]!.byteOffset + DATAGRAM_BUFFER <= ends[i]!.byteOffset);
    }
  }
}
