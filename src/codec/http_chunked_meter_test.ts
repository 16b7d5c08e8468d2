import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { bytesOf, cut, cutIntoBytes } from "../../tests/support/http_text.ts";
import { DecodeError } from "./decode_error.ts";
import { ChunkedMeter } from "./http_chunked_meter.ts";

const NEXT = "GET / HTTP/1.1\r\n\r\n";

const WHOLE = [
  "0\r\n\r\n",
  "000\r\n\r\n",
  "5\r\nhello\r\n0\r\n\r\n",
  "a\r\n0123456789\r\n0\r\n\r\n",
  "A\r\n0123456789\r\n0\r\n\r\n",
  "5 \r\nhello\r\n0\t\r\n\r\n",
  '5;a;b=c;d="e;\\"f"\r\nhello\r\n0;x\r\n\r\n',
  "5 ; a\r\n\r\n0\r\n\r\n0\r\n\r\n",
  "1\r\n\n\r\n1\r\n\r\r\n0\r\n\r\n",
  "0\r\nA: b\r\nX-c:\r\n\r\n",
  "1\r\nx\r\n0\r\nTrailer: \t\x80\xff\r\n\r\n",
];
for (const text of WHOLE) {
  Deno.test(`ChunkedMeter.measure() finds the end of ${JSON.stringify(text)}, however it is cut`, () => {
    const all = bytesOf(text + NEXT);
    for (let cut = 0; cut <= text.length; cut++) {
      assertEquals(outcome([all.subarray(0, cut), all.subarray(cut)]), text.length);
    }
    assertEquals(outcome(cutIntoBytes(all)), text.length);
  });
}

Deno.test("ChunkedMeter.measure() has not ended at any truncation", () => {
  const text = "3;a\r\nabc\r\n0\r\nB: c\r\n\r\n";
  for (let length = 0; length < text.length; length++) {
    assertEquals(outcome([bytesOf(text.slice(0, length))]), "unfinished");
  }
});

const BROKEN = [
  "\r\n",
  "g\r\n",
  "-1\r\n",
  "+1\r\n",
  "0x1\r\n",
  " 1\r\n",
  ";a\r\n",
  "1\nx",
  "1\rx",
  "1 x\r\n",
  "1 2\r\n",
  "1;a\nx",
  "1;a\rx",
  "1;\0\r\n",
  "1;\x7f\r\n",
  "1\r\nxy\r\n",
  "1\r\nx\n0\r\n",
  "1\r\nx\r0\r\n",
  "0\r\n\n",
  "0\r\n\rx",
  "0\r\n folded\r\n",
  "0\r\n: x\r\n",
  "0\r\nName : x\r\n",
  "0\r\nName\r\n",
  "0\r\nA: b\nC: d\r\n\r\n",
  "0\r\nA: \0\r\n\r\n",
  "1000000000000\r\n",
  "0000000000001\r\n",
];
for (const text of BROKEN) {
  Deno.test(`ChunkedMeter.measure() throws "bad_field" at ${JSON.stringify(text)}`, () => {
    assertEquals(outcome([bytesOf(text)]), "bad_field");
    assertEquals(outcome(cutIntoBytes(bytesOf(text))), "bad_field");
  });
}

Deno.test("ChunkedMeter.measure() counts the largest size exactly", () => {
  const meter = new ChunkedMeter();
  meter.measure(bytesOf("ffffffffffff\r\nx"));
  assertEquals(meter.ended, false);
});

Deno.test('ChunkedMeter.measure() throws "too_long" at an endless extension', () => {
  assertTooLong(`1;${"x".repeat(1024)}`);
});

Deno.test('ChunkedMeter.measure() throws "too_long" at endless trailers', () => {
  assertTooLong(`0\r\n${"A: b\r\n".repeat(16 * 1024)}`);
});

Deno.test("ChunkedMeter.measure() takes long extensions again and again", () => {
  const chunk = `1;${"x".repeat(1000)}\r\nx\r\n`;
  const text = `${chunk.repeat(50)}0\r\n\r\n`;
  assertEquals(outcome([bytesOf(text)]), text.length);
});

Deno.test("ChunkedMeter.measure() finds the end of any chunked body, however it is cut", () => {
  fc.assert(fc.property(chunkedBody(), sizes(), (text, sizes) => {
    assertEquals(outcome(cut(bytesOf(text + NEXT), sizes)), text.length);
  }));
});

Deno.test("ChunkedMeter.measure() says the same of any bytes, however they are cut", () => {
  const part = fc.constantFrom("0", "1", "a", ";", "\r\n", "\r", "\n", ":", " ", "x", "\0");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 24 }), sizes(), (parts, sizes) => {
      const bytes = bytesOf(parts.join(""));
      assertEquals(outcome(cut(bytes, sizes)), outcome([bytes]));
    }),
    { numRuns: 1000 },
  );
});

function chunkedBody(): fc.Arbitrary<string> {
  const content = fc.string({
    minLength: 1,
    maxLength: 40,
    unit: fc.constantFrom("a", "\r", "\n", "0"),
  });
  const extension = fc.constantFrom("", ";a", " ; a=b", ';a="b c"');
  const chunk = fc.tuple(content, extension).map(([content, extension]) =>
    `${content.length.toString(16)}${extension}\r\n${content}\r\n`
  );
  const trailers = fc.constantFrom("", "A: b\r\n", "A: b\r\nC:\r\n");
  return fc.tuple(fc.array(chunk, { maxLength: 6 }), extension, trailers)
    .map(([chunks, extension, trailers]) => `${chunks.join("")}0${extension}\r\n${trailers}\r\n`);
}

function sizes(): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 });
}

/** Where the body ends in the whole, or why it does not. */
function outcome(chunks: readonly Uint8Array[]): number | string {
  const meter = new ChunkedMeter();
  let measured = 0;
  try {
    for (const chunk of chunks) {
      measured += meter.measure(chunk);
      if (meter.ended) return measured;
    }
  } catch (error) {
    if (error instanceof DecodeError) return error.reason;
    throw error;
  }
  return "unfinished";
}

function assertTooLong(text: string): void {
  const error = assertThrows(() => new ChunkedMeter().measure(bytesOf(text)), DecodeError);
  assertEquals(error.reason, "too_long");
}
