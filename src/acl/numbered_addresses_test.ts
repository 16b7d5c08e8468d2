import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseBlock, parseRange } from "./address_block.ts";
import { NumberedAddresses } from "./numbered_addresses.ts";

Deno.test("NumberedAddresses finds all ranges that an address is in", () => {
  const addresses = indexOf([
    "10.0.0.0/8",
    "10.1.0.0/16",
    "10.1.2.3",
    "2001:db8::/32",
    "0.0.0.0/0",
  ]);
  const numbersOf = (ip: string) => [...addresses.numbersOf(ip)].sort();
  assertEquals(numbersOf("10.1.2.3"), [0, 1, 2, 4]);
  assertEquals(numbersOf("10.1.2.4"), [0, 1, 4]);
  assertEquals(numbersOf("10.255.255.255"), [0, 4]);
  assertEquals(numbersOf("11.0.0.0"), [4]);
  assertEquals(numbersOf("2001:db8:ffff::1"), [3]);
  assertEquals(addresses.numbersOf("2001:db9::"), []);
  assertEquals(addresses.numbersOf("::"), []);
});

Deno.test("NumberedAddresses knows IPv4 in all its spellings", () => {
  const addresses = indexOf(["192.0.2.0/24"]);
  for (const ip of ["192.0.2.7", "::ffff:192.0.2.7", "::ffff:c000:207", "64:ff9b::192.0.2.7"]) {
    assertEquals(addresses.numbersOf(ip), [0], ip);
  }
  assertEquals(indexOf(["::ffff:192.0.2.0/120"]).numbersOf("192.0.2.7"), [0]);
  assertEquals(indexOf(["64:ff9b::/96"]).numbersOf("64:ff9b::192.0.2.7"), [0]);
  // All of IPv6 is none of IPv4, and the deprecated ::/96 is no spelling of it.
  assertEquals(indexOf(["::/0"]).numbersOf("192.0.2.7"), []);
  assertEquals(addresses.numbersOf("::192.0.2.7"), []);
});

Deno.test("NumberedAddresses finds nothing for what is no address, and where there are no ranges", () => {
  assertEquals(indexOf(["0.0.0.0/0", "::/0"]).numbersOf("example.com"), []);
  assertEquals(indexOf([]).numbersOf("10.0.0.1"), []);
});

Deno.test("NumberedAddresses decides as a look at every range would", () => {
  const ranges = fc.array(
    fc.record({ first: fc.nat(64), length: fc.nat(20), number: fc.nat(5) }),
    { maxLength: 12 },
  );
  fc.assert(fc.property(ranges, fc.nat(90), (drawn, host) => {
    const blocks = drawn.map(({ first, length, number }) => ({
      block: parseRange({ first: ipv6(first), last: ipv6(first + length) })!,
      number,
    }));
    const expected = drawn.filter(({ first, length }) => first <= host && host <= first + length);
    assertEquals(
      new Set(new NumberedAddresses(blocks).numbersOf(ipv6(host))),
      new Set(expected.map(({ number }) => number)),
    );
  }));
});

function ipv6(host: number): string {
  return `::${host.toString(16)}`;
}

function indexOf(cidrs: readonly string[]): NumberedAddresses {
  return new NumberedAddresses(
    cidrs.map((cidr, number) => ({ block: parseBlock(cidr)!, number })),
  );
}
