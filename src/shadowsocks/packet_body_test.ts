import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { concatBytes } from "../net/bytes.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { LastHeader, readPacketBody } from "./packet_body.ts";

const ADDRESSES = [
  { host: "192.0.2.1", port: 53 },
  { host: "2001:db8::1", port: 65535 },
  { host: "target.example", port: 1 },
];

for (const address of ADDRESSES) {
  Deno.test(`readPacketBody() reads what LastHeader.of() begins for ${address.host}`, () => {
    for (const payload of [new Uint8Array(0), testBytes(1), testBytes(1400)]) {
      const body = concatBytes(new LastHeader().of(address), payload);
      assertEquals(readPacketBody(body), { address, payload });
    }
  });
}

Deno.test("LastHeader.of() makes a header anew when host or port is another", () => {
  const headers = new LastHeader();
  const first = headers.of({ host: "192.0.2.1", port: 53 });
  assertStrictEquals(headers.of({ host: "192.0.2.1", port: 53 }), first);
  assertEquals(headers.of({ host: "192.0.2.1", port: 54 }).toHex(), "01c00002010036");
  assertEquals(headers.of({ host: "192.0.2.2", port: 54 }).toHex(), "01c00002020036");
});

Deno.test("LastHeader.of() throws for a name that does not fit, and goes on with others", () => {
  const headers = new LastHeader();
  assertThrows(() => headers.of({ host: "a".repeat(256), port: 53 }), RangeError);
  assertEquals(headers.of({ host: "192.0.2.1", port: 53 }).toHex(), "01c00002010035");
});

Deno.test('readPacketBody() gives "malformed" when there is no address to send to', () => {
  for (const hex of ["", "01", "01c000020100", "05c00002010035", "0300" + "0035", "0301200035"]) {
    assertEquals(readPacketBody(Uint8Array.fromHex(hex)), "malformed", hex);
  }
});

Deno.test('readPacketBody() gives "malformed" when the port is 0', () => {
  assertEquals(readPacketBody(Uint8Array.fromHex("01c00002010000" + "6869")), "malformed");
});

Deno.test("readPacketBody() never throws and never reads past a body", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
    const read = readPacketBody(body);
    if (read === "malformed") return;
    const header = new LastHeader().of(read.address);
    // A name may be written as what is a literal to us; else the header is the very one.
    assertEquals(body.subarray(body.length - read.payload.length), read.payload);
    assertEquals(readPacketBody(concatBytes(header, read.payload)), read);
  }));
});
