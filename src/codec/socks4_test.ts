import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Decode } from "../net/byte_reader.ts";
import { DecodeError, type DecodeReason } from "./decode_error.ts";
import {
  decodeSocks4Reply,
  decodeSocks4Request,
  encodeSocks4Reply,
  encodeSocks4Request,
} from "./socks4.ts";

const MAX_TEXT = "t".repeat(255);

const REQUESTS = [
  {
    what: "an address",
    hex: "04010050" + "c0000201" + "00",
    value: { command: 1, target: { host: "192.0.2.1", port: 80 }, userId: "" },
  },
  {
    what: "an address and a user id",
    hex: "040201bb" + "00000000" + "6d6500",
    value: { command: 2, target: { host: "0.0.0.0", port: 443 }, userId: "me" },
  },
  {
    what: "a name",
    hex: "04010050" + "00000001" + "6d6500" + "6578616d706c652e636f6d00",
    value: { command: 1, target: { host: "example.com", port: 80 }, userId: "me" },
  },
  {
    what: "an address that would announce a name",
    hex: "04010050" + "00000001" + "00" + "302e302e302e3700",
    value: { command: 1, target: { host: "0.0.0.7", port: 80 }, userId: "" },
  },
  {
    what: "an IPv6 address",
    hex: "04010000" + "00000001" + "00" + "3a3a3100",
    value: { command: 1, target: { host: "::1", port: 0 }, userId: "" },
  },
] as const;

for (const { what, hex, value } of REQUESTS) {
  const bytes = Uint8Array.fromHex(hex);

  Deno.test(`encodeSocks4Request() and decodeSocks4Request() agree on ${what}`, () => {
    assertEquals(encodeSocks4Request(value).toHex(), hex);
    assertEquals(decodeSocks4Request(bytes), { value, end: bytes.length });
    assertEquals(decodeSocks4Request(Uint8Array.of(...bytes, 1, 0)), { value, end: bytes.length });
  });

  Deno.test(`decodeSocks4Request() asks for more when a part of ${what} is missing`, () => {
    for (let length = 0; length < bytes.length; length++) {
      assertEquals(decodeSocks4Request(bytes.subarray(0, length)), undefined);
    }
  });
}

Deno.test("decodeSocks4Request() takes the name after any 0.0.0.x but 0.0.0.0", () => {
  for (let x = 1; x < 256; x++) {
    const bytes = Uint8Array.of(4, 1, 0, 80, 0, 0, 0, x, 0, 97, 0);
    assertEquals(decodeSocks4Request(bytes)?.value.target.host, "a");
  }
});

Deno.test("decodeSocks4Request() takes a user id and a name of 255 bytes", () => {
  const value = { command: 1, target: { host: MAX_TEXT, port: 80 }, userId: MAX_TEXT };
  assertEquals(decodeSocks4Request(encodeSocks4Request(value))?.value, value);
});

Deno.test("decodeSocks4Request() refuses longer ones though their NUL has not come", () => {
  const plain = Uint8Array.of(4, 1, 0, 80, 192, 0, 2, 1);
  const named = Uint8Array.of(4, 1, 0, 80, 0, 0, 0, 1, 0);
  for (const head of [plain, named]) {
    const bytes = Uint8Array.of(...head, ...new Uint8Array(256).fill(97));
    assertEquals(decodeSocks4Request(bytes.subarray(0, -1)), undefined);
    assertRefused(decodeSocks4Request, bytes, "too_long");
  }
});

Deno.test("decodeSocks4Request() refuses names that are none", () => {
  const head = [4, 1, 0, 80, 0, 0, 0, 1, 0];
  assertRefused(decodeSocks4Request, Uint8Array.of(...head, 0), "bad_length");
  assertRefused(decodeSocks4Request, Uint8Array.of(...head, 0xff, 0), "bad_text");
  assertRefused(decodeSocks4Request, Uint8Array.of(...head, 0x20, 0), "bad_text");
});

Deno.test("decodeSocks4Request() refuses every other version at the first byte", () => {
  for (let version = 0; version < 256; version++) {
    if (version === 4) continue;
    assertRefused(decodeSocks4Request, Uint8Array.of(version), "bad_version");
  }
});

Deno.test("decodeSocks4Request() decodes, asks for more or throws its own error on any bytes", () => {
  const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
  fc.assert(fc.property(fc.array(byte, { maxLength: 600, size: "max" }), (rest) => {
    const bytes = Uint8Array.of(4, ...rest);
    try {
      const decoded = decodeSocks4Request(bytes);
      if (decoded !== undefined) assert(decoded.end <= bytes.length);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  }));
});

Deno.test("encodeSocks4Request() refuses texts that do not fit", () => {
  const target = { host: "a", port: 80 };
  for (const userId of [MAX_TEXT + "t", "a\0b"]) {
    assertThrows(() => encodeSocks4Request({ command: 1, target, userId }), RangeError);
  }
  const long = { host: MAX_TEXT + "t", port: 80 };
  assertThrows(() => encodeSocks4Request({ command: 1, target: long, userId: "" }), RangeError);
});

Deno.test("encodeSocks4Reply() and decodeSocks4Reply() agree", () => {
  const bytes = encodeSocks4Reply(90);
  assertEquals(bytes.toHex(), "005a000000000000");
  const nowhere = { host: "0.0.0.0", port: 0 };
  assertEquals(decodeSocks4Reply(Uint8Array.of(...bytes, 1)), {
    value: { code: 90, bound: nowhere },
    end: 8,
  });
  for (let length = 0; length < bytes.length; length++) {
    assertEquals(decodeSocks4Reply(bytes.subarray(0, length)), undefined);
  }
  assertRefused(decodeSocks4Reply, Uint8Array.of(4), "bad_version");
});

Deno.test("encodeSocks4Reply() carries an IPv4 address and its port, high byte first", () => {
  const bound = { host: "192.0.2.7", port: 0x1234 };
  assertEquals(encodeSocks4Reply(90, bound).toHex(), "005a1234c0000207");
  assertEquals(decodeSocks4Reply(encodeSocks4Reply(90, bound))?.value, { code: 90, bound });
  assertEquals(encodeSocks4Reply(90, { host: "2001:db8::1", port: 1 }).toHex(), "005a000100000000");
});

function assertRefused(decode: Decode<unknown>, bytes: Uint8Array, reason: DecodeReason): void {
  assertEquals(assertThrows(() => decode(bytes), DecodeError).reason, reason);
}
