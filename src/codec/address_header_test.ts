import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { HostPort } from "../net/address.ts";
import { decodeAddress, decodeHostName, encodeAddress } from "./address_header.ts";
import { DecodeError, type DecodeReason } from "./decode_error.ts";

const NAME_OF_255 = `${"a".repeat(63)}.`.repeat(3) + "b".repeat(63);

const VECTORS: readonly (readonly [hex: string, host: string, port: number])[] = [
  ["01c00002010050", "192.0.2.1", 80],
  ["01ffffffffffff", "255.255.255.255", 65535],
  ["0100000000" + "0000", "0.0.0.0", 0],
  ["04" + "20010db8000000000000000000000001" + "01bb", "2001:db8::1", 443],
  ["04" + "00000000000000000000000000000000" + "0001", "::", 1],
  ["030b6578616d706c652e636f6d1f90", "example.com", 8080],
  ["0301610100", "a", 256],
  ["0306c3bc2e6f7267" + "0050", "ü.org", 80],
  ["0309" + "3132372e302e31" + "2e78" + "0050", "127.0.1.x", 80],
];

for (const [hex, host, port] of VECTORS) {
  Deno.test(`decodeAddress() and encodeAddress() agree on ${host} port ${port}`, () => {
    const bytes = Uint8Array.fromHex(hex);
    assertEquals(decodeAddress(bytes, 0), { value: { host, port }, end: bytes.length });
    assertEquals(encodeAddress({ host, port }), bytes);
  });
}

Deno.test("decodeAddress() reads at its offset and leaves what follows", () => {
  const bytes = Uint8Array.fromHex("ffffff" + "030161" + "0050" + "0a0b");
  assertEquals(decodeAddress(bytes, 3), { value: { host: "a", port: 80 }, end: 8 });
});

Deno.test("decodeAddress() gives the literal when a name is one", () => {
  for (const host of ["127.0.0.1", "::1", "::ffff:10.0.0.1"]) {
    assertEquals(decodeAddress(named(host), 0)?.value, { host, port: 80 });
  }
});

Deno.test("decodeAddress() takes names of every length", () => {
  for (let length = 1; length <= 255; length++) {
    const host = NAME_OF_255.slice(0, length);
    assertEquals(decodeAddress(named(host), 0)?.value.host, host);
  }
});

Deno.test("decodeAddress() asks for more when any part is missing", () => {
  for (const [hex] of VECTORS) {
    const bytes = Uint8Array.fromHex(hex);
    for (let length = 0; length < bytes.length; length++) {
      assertEquals(decodeAddress(bytes.subarray(0, length), 0), undefined);
    }
  }
});

Deno.test("decodeAddress() refuses every other address type at its first byte", () => {
  for (let type = 0; type < 256; type++) {
    if ([1, 3, 4].includes(type)) continue;
    assertRefused(Uint8Array.of(type), "bad_address_type");
  }
});

Deno.test("decodeAddress() refuses an empty name before its port has come", () => {
  assertRefused(Uint8Array.of(3, 0), "bad_length");
});

for (
  const [what, hex] of [
    ["NUL", "6100"],
    ["a line feed", "610a"],
    ["a space", "2061"],
    ["DEL", "617f"],
    ["a C1 control", "61c285"],
    ["a no-break space", "61c2a0"],
    ["a line separator", "61e280a8"],
    ["a byte order mark", "efbbbf61"],
    ["a stray continuation byte", "6180"],
    ["a cut sequence", "61c3"],
    ["an overlong dot", "61c0ae"],
    ["a surrogate", "eda080"],
  ] as const
) {
  Deno.test(`decodeAddress() refuses a name with ${what}`, () => {
    assertRefused(named(Uint8Array.fromHex(hex)), "bad_text");
  });
}

Deno.test("decodeHostName() refuses 0 and 256 bytes", () => {
  assertThrows(() => decodeHostName(new Uint8Array(0)), DecodeError);
  assertThrows(() => decodeHostName(new Uint8Array(256).fill(97)), DecodeError);
});

Deno.test("encodeAddress() refuses names that do not fit", () => {
  assertEquals(encodeAddress({ host: NAME_OF_255, port: 1 }).length, 259);
  for (const host of ["", NAME_OF_255 + "b", "ü".repeat(128)]) {
    assertThrows(() => encodeAddress({ host, port: 1 }), RangeError);
  }
});

Deno.test("decodeAddress() gives back whatever encodeAddress() was given", () => {
  fc.assert(fc.property(anyTarget(), (target) => {
    const bytes = encodeAddress(target);
    const decoded = decodeAddress(bytes, 0);
    assertEquals(decoded?.end, bytes.length);
    assertEquals(encodeAddress(decoded!.value), bytes);
  }));
});

Deno.test("decodeAddress() decodes, asks for more or throws its own error on any bytes", () => {
  const type = fc.constantFrom(0, 1, 2, 3, 4, 5, 0x11, 0x13, 0xff);
  fc.assert(fc.property(type, fc.uint8Array({ maxLength: 300, size: "max" }), (type, rest) => {
    const bytes = Uint8Array.of(type, ...rest);
    try {
      const decoded = decodeAddress(bytes, 0);
      if (decoded === undefined) return;
      assert(decoded.end <= bytes.length);
      assert([1, 3, 4].includes(type));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
    }
  }));
});

function anyTarget(): fc.Arbitrary<HostPort> {
  return fc.record({
    host: fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()),
    port: fc.integer({ min: 0, max: 65535 }),
  });
}

function named(name: string | Uint8Array): Uint8Array {
  const bytes = typeof name === "string" ? new TextEncoder().encode(name) : name;
  return Uint8Array.of(3, bytes.length, ...bytes, 0, 80);
}

function assertRefused(bytes: Uint8Array, reason: DecodeReason): void {
  assertEquals(assertThrows(() => decodeAddress(bytes, 0), DecodeError).reason, reason);
}
