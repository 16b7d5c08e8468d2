import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DecodeError } from "./decode_error.ts";
import {
  decodeFixedResponse,
  encodeFixedResponse,
  fixedResponseBytes,
} from "./response_header_2022.ts";

const SALT = "404142434445464748494a4b4c4d4e4f";
const HEX = "01" + "000000006553f100" + SALT + "0002";

Deno.test("encodeFixedResponse() and decodeFixedResponse() agree on the wire", () => {
  const requestSalt = Uint8Array.fromHex(SALT);
  const fixed = { unixSeconds: 1_700_000_000, requestSalt, length: 2 };
  assertEquals(encodeFixedResponse(fixed).toHex(), HEX);
  assertEquals(decodeFixedResponse(Uint8Array.fromHex(HEX)), fixed);
});

Deno.test("fixedResponseBytes() gives the lengths of SIP022", () => {
  assertEquals([16, 32].map(fixedResponseBytes), [27, 43]);
});

Deno.test("decodeFixedResponse() undoes encodeFixedResponse()", () => {
  const fixed = fc.record({
    unixSeconds: fc.maxSafeNat(),
    requestSalt: fc.constantFrom(16, 32).chain((length) =>
      fc.uint8Array({ minLength: length, maxLength: length })
    ),
    length: fc.nat(0xffff),
  });
  fc.assert(fc.property(fixed, (fixed) => {
    const bytes = encodeFixedResponse(fixed);
    assertEquals(bytes.length, fixedResponseBytes(fixed.requestSalt.length));
    assertEquals(decodeFixedResponse(bytes), fixed);
  }));
});

Deno.test("decodeFixedResponse() refuses every type but 1", () => {
  for (let type = 0; type < 256; type++) {
    if (type === 1) continue;
    const bytes = Uint8Array.fromHex(HEX).with(0, type);
    assertEquals(assertThrows(() => decodeFixedResponse(bytes), DecodeError).reason, "bad_field");
  }
});

Deno.test("decodeFixedResponse() refuses what has no room for a salt", () => {
  for (let length = 0; length < fixedResponseBytes(0); length++) {
    const bytes = new Uint8Array(length).fill(1);
    assertEquals(assertThrows(() => decodeFixedResponse(bytes), DecodeError).reason, "bad_length");
  }
});
