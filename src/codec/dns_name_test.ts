import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DecodeError } from "./decode_error.ts";
import { decodeDnsName, encodeDnsName } from "./dns_name.ts";

const LABEL = fc.uint8Array({ minLength: 1, maxLength: 63 });

Deno.test("decodeDnsName() gives back what encodeDnsName() has written, in lower case", () => {
  for (const name of ["", "a", "example.com", "_sip._tcp.x-1.example", `${"a".repeat(63)}.b`]) {
    assertEquals(decodeDnsName(encodeDnsName(name), 0).value, name);
  }
  assertEquals(decodeDnsName(encodeDnsName("ExAmPle.COM"), 0).value, "example.com");
});

Deno.test("encodeDnsName() gives back any labels that decodeDnsName() has read", () => {
  fc.assert(fc.property(fc.array(LABEL, { maxLength: 3 }), (labels) => {
    const lower = labels.map((label) => label.map((byte) => isUpper(byte) ? byte + 32 : byte));
    const wire = Uint8Array.from([...lower.flatMap((label) => [label.length, ...label]), 0]);
    const { value, end } = decodeDnsName(wire, 0);
    assertEquals([encodeDnsName(value), end], [wire, wire.length]);
  }));
});

Deno.test("decodeDnsName() writes bytes that no host name has so that they pass for no other name", () => {
  const wire = Uint8Array.of(4, 0x61, 0x2e, 0x5c, 0xe9, 0);
  assertEquals(decodeDnsName(wire, 0).value, "a\\046\\092\\233");
});

Deno.test("decodeDnsName() follows pointers backwards and ends after the first one", () => {
  const message = Uint8Array.of(3, 0x63, 0x6f, 0x6d, 0, 1, 0x61, 0xc0, 0, 1, 0x62, 0xc0, 5, 9);
  assertEquals(decodeDnsName(message, 9), { value: "b.a.com", end: 13 });
});

Deno.test("decodeDnsName() refuses pointers that lead on, to themselves or around", () => {
  const cases = {
    "to itself": [0xc0, 0],
    "forward": [0xc0, 2, 0],
    "around": [1, 0x61, 0xc0, 0],
    "around in two": [0xc0, 2, 0xc0, 0],
    "beyond the message": [0xff, 0xff],
    "of an unknown kind": [0x80, 0],
  };
  for (const [which, bytes] of Object.entries(cases)) {
    assertThrows(() => decodeDnsName(Uint8Array.from(bytes), 0), DecodeError, "", which);
  }
});

Deno.test("decodeDnsName() refuses more than 255 bytes, however they are put together", () => {
  const label = [63, ...new Array(63).fill(0x61)];
  const longest = Uint8Array.from([
    ...label,
    ...label,
    ...label,
    61,
    ...new Array(61).fill(0x62),
    0,
  ]);
  assertEquals(decodeDnsName(longest, 0).end, 255);
  const one = Uint8Array.from([...label, ...label, ...label, 62, ...new Array(62).fill(0x62), 0]);
  assertThrows(() => decodeDnsName(one, 0), DecodeError, "too long");
  // Two bytes more, and a pointer to the longest.
  const joined = Uint8Array.from([...longest, 1, 0x63, 0xc0, 0]);
  assertThrows(() => decodeDnsName(joined, longest.length), DecodeError, "too long");
});

Deno.test("decodeDnsName() refuses a name that is cut anywhere", () => {
  const wire = encodeDnsName("target.example");
  for (let length = 0; length < wire.length; length++) {
    assertThrows(() => decodeDnsName(wire.subarray(0, length), 0), DecodeError);
  }
});

Deno.test("decodeDnsName() throws nothing but a DecodeError on random bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, offset) => {
    try {
      decodeDnsName(bytes, offset);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  }));
});

Deno.test("encodeDnsName() refuses what is no name", () => {
  const long = `${"a".repeat(63)}.`.repeat(4);
  for (const name of [".", "a..b", "a.", "a".repeat(64), long.slice(0, -1), "\u20ac", "\\999"]) {
    assertThrows(() => encodeDnsName(name), RangeError, "", name);
  }
});

function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}
