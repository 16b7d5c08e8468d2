import { assertEquals, assertStrictEquals } from "@std/assert";
import { PacketScratch } from "./packet_scratch.ts";

Deno.test("PacketScratch.take() gives the same room to one packet after the other", () => {
  const scratch = new PacketScratch();
  const first = scratch.take(1500);
  const second = scratch.take(1);
  assertEquals([first.length, second.length], [1500, 1]);
  assertStrictEquals(second.buffer, first.buffer);
});

Deno.test("PacketScratch.take() keeps no room of a long packet", () => {
  const scratch = new PacketScratch();
  const long = scratch.take(65_507);
  assertEquals(long.length, 65_507);
  assertEquals(scratch.take(65_507).buffer === long.buffer, false);
  assertEquals(scratch.take(1).buffer.byteLength < 4096, true);
});
