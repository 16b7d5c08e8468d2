import { assertEquals, assertNotEquals } from "@std/assert";
import { digestOf, digestOfChunks, testBytes } from "./test_bytes.ts";

Deno.test("testBytes() gives the same bytes each time, and others for another length", () => {
  for (const length of [0, 1, 2, 3, 4, 5, 1000]) {
    assertEquals(testBytes(length).length, length);
    assertEquals(testBytes(length), testBytes(length));
  }
  assertNotEquals(testBytes(1001).subarray(0, 1000), testBytes(1000));
});

Deno.test("testBytes() does not repeat itself", () => {
  const bytes = testBytes(1 << 20);
  const pieces = new Set<string>();
  for (let at = 0; at < bytes.length; at += 16) pieces.add(bytes.subarray(at, at + 16).join());
  assertEquals(pieces.size, bytes.length / 16);
});

Deno.test("digestOfChunks() sees through how the bytes are cut", async () => {
  const bytes = testBytes(10_000);
  const cuts = [bytes.subarray(0, 1), bytes.subarray(1, 9_000), bytes.subarray(9_000)];
  assertEquals(await digestOfChunks(ReadableStream.from(cuts)), digestOf(bytes));
  assertNotEquals(await digestOfChunks(ReadableStream.from(cuts.reverse())), digestOf(bytes));
});
