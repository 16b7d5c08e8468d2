import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatIp } from "../net/ip_address.ts";
import { parseBlock } from "./address_block.ts";
import { AddressSet } from "./address_set.ts";

function setOf(...blocks: readonly string[]): AddressSet {
  return new AddressSet(blocks.map((text) => parseBlock(text)!));
}

Deno.test("AddressSet.has() finds the ends of a block and nothing beside it", () => {
  const set = setOf("192.0.2.64/26", "2001:db8::/64", "255.255.255.255", "0.0.0.0");
  const inside = [
    ...["192.0.2.64", "192.0.2.100", "192.0.2.127", "255.255.255.255", "0.0.0.0"],
    ...["2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"],
  ];
  const outside = [
    ...["192.0.2.63", "192.0.2.128", "255.255.255.254", "0.0.0.1"],
    ...["2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:0:1::", "::", "example.com", ""],
  ];
  for (const ip of inside) assertEquals(set.has(ip), true, ip);
  for (const ip of outside) assertEquals(set.has(ip), false, ip);
});

Deno.test("AddressSet.has() finds IPv4 in whichever form it comes", () => {
  const set = setOf("10.0.0.0/8", "::ffff:192.0.2.0/120");
  for (const ip of ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "192.0.2.9"]) {
    assertEquals(set.has(ip), true, ip);
  }
  // IPv4-compatible addresses (deprecated) stand for nothing.
  assertEquals(set.has("::10.1.2.3"), false);
});

Deno.test("AddressSet.has() takes a block of IPv6 as IPv6 alone", () => {
  const set = setOf("::/0");
  assertEquals([set.has("10.1.2.3"), set.has("::ffff:10.1.2.3")], [false, true]);
  assertEquals(setOf("64:ff9b::/96").has("64:ff9b::10.1.2.3"), true);
});

Deno.test("AddressSet.isEmpty tells whether there is anything", () => {
  assertEquals([setOf().isEmpty, setOf("::1").isEmpty, setOf("127.0.0.1").isEmpty], [
    true,
    false,
    false,
  ]);
  assertEquals(setOf().has("127.0.0.1"), false);
});

Deno.test("AddressSet.has() decides as a walk through all blocks does", () => {
  // Few bits, so that blocks overlap, touch and hold each other.
  const near = (bytes: number) =>
    fc.record({
      address: fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((random) =>
        random.map((byte, i) => i >= bytes - 2 ? byte & 0x0f : 0x20)
      ),
      bits: fc.integer({ min: 8 * bytes - 16, max: 8 * bytes }),
    });
  for (const bytes of [4, 16]) {
    const blocks = fc.array(near(bytes), { maxLength: 12 });
    fc.assert(fc.property(blocks, near(bytes), (blocks, { address }) => {
      const set = setOf(...blocks.map(({ address, bits }) => `${formatIp(address)}/${bits}`));
      const isIn = blocks.some((block) => sharesPrefix(block.address, address, block.bits));
      assertEquals(set.has(formatIp(address)), isIn);
    }));
  }
});

function sharesPrefix(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  const binary = (bytes: Uint8Array) =>
    Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("").slice(0, bits);
  return binary(a) === binary(b);
}
