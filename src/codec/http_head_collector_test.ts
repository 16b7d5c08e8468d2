import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { bytesOf, cut } from "../../tests/support/http_text.ts";
import { concatBytes } from "../net/bytes.ts";
import { DecodeError } from "./decode_error.ts";
import { HeadCollector, MAX_HEAD_BYTES } from "./http_head_collector.ts";

const HEAD = bytesOf("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
const NEXT = bytesOf("body\r\n\r\n");

Deno.test("HeadCollector.collect() finds the head, and leaves what comes after it", () => {
  const found = new HeadCollector().collect(concatBytes(HEAD, NEXT));
  assertEquals(found, { value: HEAD, end: HEAD.length });
});

Deno.test("HeadCollector.collect() tells the end within the last chunk, wherever the head is cut", () => {
  for (let cut = 1; cut < HEAD.length; cut++) {
    const collector = new HeadCollector();
    assertEquals(collector.collect(HEAD.slice(0, cut)), undefined);
    const found = collector.collect(concatBytes(HEAD.subarray(cut), NEXT));
    assertEquals(found, { value: HEAD, end: HEAD.length - cut });
  }
});

Deno.test("HeadCollector.collect() does not take an empty line before the head for its end", () => {
  assertEquals(outcome([bytesOf("\r\n")]), "unfinished");
  assertEquals(outcome([bytesOf("\r\n"), HEAD]), HEAD.length + 2);
});

Deno.test("HeadCollector.collect() owns what it hands out", () => {
  const chunk = HEAD.slice();
  const found = new HeadCollector().collect(chunk);
  chunk.fill(0xDD);
  assertEquals(found?.value, HEAD);
});

Deno.test("HeadCollector.collect() takes a head of exactly 16 KiB", () => {
  const head = headOfLength(MAX_HEAD_BYTES);
  assertEquals(new HeadCollector().collect(concatBytes(head, NEXT))?.end, MAX_HEAD_BYTES);
});

Deno.test('HeadCollector.collect() throws "too_long" when the head is a byte longer', () => {
  const head = headOfLength(MAX_HEAD_BYTES + 1);
  assertReason(() => new HeadCollector().collect(head), "too_long");
  const collector = new HeadCollector();
  for (const byte of head.subarray(0, MAX_HEAD_BYTES - 1)) collector.collect(Uint8Array.of(byte));
  assertReason(() => collector.collect(head.subarray(MAX_HEAD_BYTES - 1)), "too_long");
});

for (const text of ["GET / HTTP/1.1\n", "\n", "GET / HTTP/1.1\r\nHost: a\n\r\n", "A\r\n\n"]) {
  Deno.test(`HeadCollector.collect() throws "bad_text" at the bare LF of ${JSON.stringify(text)}`, () => {
    assertReason(() => new HeadCollector().collect(bytesOf(text)), "bad_text");
  });
}

Deno.test("HeadCollector.collect() says the same however the bytes are cut", () => {
  const text = fc.array(fc.constantFrom("\r\n", "\r", "\n", "a", ": b"), { maxLength: 12 });
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 5 })), (parts, sizes) => {
      const bytes = bytesOf(parts.join(""));
      assertEquals(outcome(cut(bytes, sizes)), outcome([bytes]));
    }),
  );
});

/** Where the head ends in the whole, or why there is none. */
function outcome(chunks: readonly Uint8Array[]): number | string {
  const collector = new HeadCollector();
  let before = 0;
  try {
    for (const chunk of chunks) {
      const found = collector.collect(chunk);
      if (found !== undefined) return before + found.end;
      before += chunk.length;
    }
  } catch (error) {
    if (error instanceof DecodeError) return error.reason;
    throw error;
  }
  return "unfinished";
}

function headOfLength(length: number): Uint8Array {
  const start = "GET / HTTP/1.1\r\nX: ";
  const end = "\r\n\r\n";
  return bytesOf(start + "x".repeat(length - start.length - end.length) + end);
}

function assertReason(run: () => unknown, reason: string): void {
  assertEquals(assertThrows(run, DecodeError).reason, reason);
}
