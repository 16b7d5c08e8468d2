import { assertEquals, assertThrows } from "@std/assert";
import { DecodeError } from "./decode_error.ts";
import { decodeDnsFrame, encodeDnsFrame } from "./dns_frame.ts";

const MESSAGE = Uint8Array.from({ length: 300 }, (_, i) => i);

Deno.test("decodeDnsFrame() gives back what encodeDnsFrame() has written, with whatever follows", () => {
  const frame = encodeDnsFrame(MESSAGE);
  assertEquals(frame.subarray(0, 2), Uint8Array.of(1, 44));
  const { value, end } = decodeDnsFrame(Uint8Array.of(...frame, 7))!;
  assertEquals([value, end], [MESSAGE, frame.length]);
});

Deno.test("decodeDnsFrame() waits while bytes are missing", () => {
  const frame = encodeDnsFrame(MESSAGE);
  for (let length = 0; length < frame.length; length++) {
    assertEquals(decodeDnsFrame(frame.subarray(0, length)), undefined);
  }
});

Deno.test("decodeDnsFrame() refuses a length that no message has", () => {
  for (const length of [0, 11]) {
    assertThrows(() => decodeDnsFrame(Uint8Array.of(0, length)), DecodeError);
  }
});

Deno.test("encodeDnsFrame() refuses a message that no frame can hold", () => {
  assertEquals(encodeDnsFrame(new Uint8Array(0xffff)).length, 0x10001);
  assertThrows(() => encodeDnsFrame(new Uint8Array(0x10000)), RangeError);
});
