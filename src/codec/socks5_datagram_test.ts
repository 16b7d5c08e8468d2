import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DecodeError, type DecodeReason } from "./decode_error.ts";
import { decodeSocks5Datagram, encodeSocks5Datagram } from "./socks5_datagram.ts";

const PAYLOAD = Uint8Array.fromHex("cafe");

const DATAGRAMS = [
  { host: "192.0.2.1", port: 53, hex: "000000" + "01c0000201" + "0035" + "cafe" },
  {
    host: "2001:db8::1",
    port: 443,
    hex: "000000" + "0420010db8" + "00".repeat(11) + "0101bb" + "cafe",
  },
  { host: "example.com", port: 80, hex: "000000" + "030b6578616d706c652e636f6d" + "0050" + "cafe" },
] as const;

for (const { host, port, hex } of DATAGRAMS) {
  const bytes = Uint8Array.fromHex(hex);

  Deno.test(`encodeSocks5Datagram() writes the fields of RFC 1928 section 7 for ${host}`, () => {
    assertEquals(encodeSocks5Datagram({ host, port }, PAYLOAD).toHex(), hex);
  });

  Deno.test(`decodeSocks5Datagram() reads ${host}, with payload and without`, () => {
    const address = { host, port };
    assertEquals(decodeSocks5Datagram(bytes), { fragment: 0, address, payload: PAYLOAD });
    const bare = decodeSocks5Datagram(bytes.subarray(0, -2));
    assertEquals(bare, { fragment: 0, address, payload: new Uint8Array(0) });
  });

  Deno.test(`decodeSocks5Datagram() throws when ${host} is cut anywhere`, () => {
    for (let length = 0; length < bytes.length - 2; length++) {
      assertReason("bad_length", bytes.subarray(0, length));
    }
  });
}

Deno.test("decodeSocks5Datagram() tells fragments, does not look at RSV, and leaves port 0", () => {
  const datagram = decodeSocks5Datagram(Uint8Array.fromHex("ffff81" + "01c0000201" + "0000"));
  assertEquals(datagram.fragment, 0x81);
  assertEquals(datagram.address, { host: "192.0.2.1", port: 0 });
});

Deno.test("decodeSocks5Datagram() throws with the reason when the address is none", () => {
  assertReason("bad_address_type", Uint8Array.fromHex("000000" + "02c0000201" + "0035"));
  assertReason("bad_length", Uint8Array.fromHex("000000" + "0300" + "0035"));
  assertReason("bad_text", Uint8Array.fromHex("000000" + "0301ff" + "0035"));
});

Deno.test("decodeSocks5Datagram() gives a datagram or throws a DecodeError on any bytes", () => {
  const start = fc.constantFrom("", "000000", "00000001", "00000003", "00000004");
  fc.assert(fc.property(start, fc.uint8Array({ maxLength: 300, size: "max" }), (hex, rest) => {
    try {
      decodeSocks5Datagram(Uint8Array.fromHex(hex + rest.toHex()));
    } catch (error) {
      assertInstanceOf(error, DecodeError);
    }
  }));
});

Deno.test("decodeSocks5Datagram() gives back what encodeSocks5Datagram() was given", () => {
  const host = fc.oneof(
    fc.ipV4(),
    fc.stringMatching(/^[a-z][a-z.-]{0,80}$/),
    fc.constantFrom("2001:db8::7", "::1"),
  );
  const payload = fc.uint8Array({ maxLength: 2000, size: "max" });
  fc.assert(fc.property(host, fc.nat(65535), payload, (host, port, payload) => {
    const address = { host, port };
    const decoded = decodeSocks5Datagram(encodeSocks5Datagram(address, payload));
    assertEquals(decoded, { fragment: 0, address, payload });
  }));
});

function assertReason(reason: DecodeReason, bytes: Uint8Array): void {
  assertEquals(assertThrows(() => decodeSocks5Datagram(bytes), DecodeError).reason, reason);
}
