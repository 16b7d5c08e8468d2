import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { bytesOf } from "../../tests/support/http_text.ts";
import { DecodeError } from "./decode_error.ts";
import { fieldValues, listElements, MAX_FIELDS } from "./http_fields.ts";
import { decodeHead, encodeHead, parseVersion } from "./http_head.ts";

Deno.test("decodeHead() reads the start line and the fields", () => {
  const { startLine, fields } = decodeHead(bytesOf("one two\r\nA-b:  c d\t\r\nE:\r\n\r\n"));
  assertEquals(startLine, "one two");
  assertEquals(fields, [
    { name: "A-b", key: "a-b", value: "c d" },
    { name: "E", key: "e", value: "" },
  ]);
});

Deno.test("decodeHead() keeps bytes over 0x7F, and takes only SP and HTAB for white space", () => {
  const bytes = bytesOf("s\r\nX: \xa0\x80\xff\xa0 \r\n\r\n");
  assertEquals(decodeHead(bytes).fields[0]?.value, "\xa0\x80\xff\xa0");
});

Deno.test("encodeHead() gives back what decodeHead() has read", () => {
  const bytes = bytesOf("GET / HTTP/1.1\r\nHost: a\r\nX-y: \x80 \xff\r\n\r\n");
  assertEquals(encodeHead(decodeHead(bytes)), bytes);
});

const BAD_LINES = {
  "a space before the colon": "Name : value",
  "a folded line": " folded",
  "a line folded with HTAB": "\tfolded",
  "no colon": "Name",
  "no name": ": value",
  "a name that is no token": "Na(me: value",
  "a name over 0x7F": "N\xe4me: value",
  "an empty line in between": "",
};
for (const [what, line] of Object.entries(BAD_LINES)) {
  Deno.test(`decodeHead() throws "bad_field" at ${what}`, () => {
    assertReason(
      () => decodeHead(bytesOf(`start\r\nA: b\r\n${line}\r\nC: d\r\n\r\n`)),
      "bad_field",
    );
  });
}

for (const code of [0x00, 0x01, 0x0a, 0x0b, 0x0d, 0x1f, 0x7f]) {
  Deno.test(`decodeHead() throws "bad_text" at byte ${code}, wherever it stands`, () => {
    const char = String.fromCharCode(code);
    assertReason(() => decodeHead(bytesOf(`st${char}art\r\n\r\n`)), "bad_text");
    assertReason(() => decodeHead(bytesOf(`start\r\nA: b${char}c\r\n\r\n`)), "bad_text");
    assertReason(() => decodeHead(bytesOf(`start\r\nA${char}: b\r\n\r\n`)), "bad_text");
  });
}

Deno.test('decodeHead() takes 100 fields, and throws "too_long" at one more', () => {
  const head = (fields: number) => bytesOf(`start\r\n${"A: b\r\n".repeat(fields)}\r\n`);
  assertEquals(decodeHead(head(MAX_FIELDS)).fields.length, MAX_FIELDS);
  assertReason(() => decodeHead(head(MAX_FIELDS + 1)), "too_long");
});

Deno.test("decodeHead() throws a DecodeError at every truncation", () => {
  const head = bytesOf("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  for (let length = 0; length < head.length; length++) {
    assertThrows(() => decodeHead(head.subarray(0, length)), DecodeError);
  }
});

Deno.test("decodeHead() reads or throws a DecodeError whatever comes, and what it reads survives encodeHead()", () => {
  const part = fc.constantFrom("\r\n", ":", " ", "a", "\t", "\r", "\n", "\0", "\xe4", ",");
  fc.assert(fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
    let head;
    try {
      head = decodeHead(bytesOf(`${parts.join("")}\r\n\r\n`));
    } catch (error) {
      if (error instanceof DecodeError) return;
      throw error;
    }
    assertEquals(decodeHead(encodeHead(head)), head);
  }));
});

Deno.test("fieldValues() gives the values of all fields of a name, in order", () => {
  const { fields } = decodeHead(bytesOf("s\r\nA: 1\r\nB: 2\r\na: 3\r\n\r\n"));
  assertEquals(fieldValues(fields, "a"), ["1", "3"]);
});

Deno.test("listElements() splits, trims and lowers all fields of a name", () => {
  const { fields } = decodeHead(bytesOf("s\r\nA: Close,, x-y\t\r\na: Z\r\n\r\n"));
  assertEquals(listElements(fields, "a"), ["close", "x-y", "z"]);
});

Deno.test('parseVersion() throws "bad_version" at what is neither 1.0 nor 1.1', () => {
  assertEquals(parseVersion("1.0"), "1.0");
  assertEquals(parseVersion("1.1"), "1.1");
  for (const text of ["0.9", "1.2", "2.0", "3.0"]) {
    assertReason(() => parseVersion(text), "bad_version");
  }
});

function assertReason(run: () => unknown, reason: string): void {
  assertEquals(assertThrows(run, DecodeError).reason, reason);
}
