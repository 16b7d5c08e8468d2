import { assertEquals } from "@std/assert";
import { formatIp, parseIp } from "../net/ip_address.ts";
import { embeddedIpv4, parseBlock, parseRange } from "./address_block.ts";

Deno.test("parseBlock() gives the first and the last address of a block", () => {
  const cases: Readonly<Record<string, readonly [first: string, last: string]>> = {
    "192.0.2.1": ["192.0.2.1", "192.0.2.1"],
    "192.0.2.0/24": ["192.0.2.0", "192.0.2.255"],
    "10.9.0.32/16": ["10.9.0.0", "10.9.255.255"],
    "192.0.2.129/25": ["192.0.2.128", "192.0.2.255"],
    "10.1.2.3/9": ["10.0.0.0", "10.127.255.255"],
    "0.0.0.0/0": ["0.0.0.0", "255.255.255.255"],
    "192.0.2.1/32": ["192.0.2.1", "192.0.2.1"],
    "2001:db8::/32": ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
    "2001:db8::1/127": ["2001:db8::", "2001:db8::1"],
    "::/0": ["::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    "::ffff:192.0.2.7": ["192.0.2.7", "192.0.2.7"],
    "::ffff:192.0.2.0/120": ["192.0.2.0", "192.0.2.255"],
    "::ffff:0:0/96": ["0.0.0.0", "255.255.255.255"],
    "::ffff:0:0/95": ["::fffe:0:0", "::ffff:ffff:ffff"],
  };
  for (const [text, ends] of Object.entries(cases)) {
    const block = parseBlock(text);
    assertEquals(block && [formatIp(block.first), formatIp(block.last)], [...ends], text);
  }
});

Deno.test("parseBlock() gives undefined when the text is no block", () => {
  const texts = [
    ...["", "/", "/8", "10", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8"],
    ...["10.0.0.0/255.0.0.0", "300.1.1.1", "010.0.0.1", "::/129", "::1%eth0/64", "example.com/8"],
    ...[" 10.0.0.1", "10.0.0.0 /8", "10.0.0.0/ 8", "[::1]", "10.0.0.0/1e1"],
  ];
  for (const text of texts) assertEquals(parseBlock(text), undefined, text);
});

Deno.test("parseRange() gives two addresses of one family in their order", () => {
  const range = (first: string, last: string) => {
    const block = parseRange({ first, last });
    return block && [formatIp(block.first), formatIp(block.last)];
  };
  assertEquals(range("192.0.2.9", "192.0.3.1"), ["192.0.2.9", "192.0.3.1"]);
  assertEquals(range("192.0.2.9", "192.0.2.9"), ["192.0.2.9", "192.0.2.9"]);
  assertEquals(range("::ffff:192.0.2.1", "192.0.2.2"), ["192.0.2.1", "192.0.2.2"]);
  assertEquals(range("2001:db8::", "2001:db8::f"), ["2001:db8::", "2001:db8::f"]);
  assertEquals(range("192.0.2.9", "192.0.2.8"), undefined);
  assertEquals(range("192.0.2.9", "2001:db8::"), undefined);
  assertEquals(range("192.0.2.0/25", "192.0.2.255"), undefined);
  assertEquals(range("a", "b"), undefined);
});

Deno.test("embeddedIpv4() finds what an IPv6 address stands for", () => {
  const embedded = (ip: string) => {
    const found = embeddedIpv4(parseIp(ip)!);
    return found && formatIp(found);
  };
  assertEquals(embedded("::ffff:192.0.2.1"), "192.0.2.1");
  assertEquals(embedded("64:ff9b::c000:201"), "192.0.2.1");
  for (const ip of ["192.0.2.1", "::192.0.2.1", "64:ff9b:1::c000:201", "2001:db8::c000:201"]) {
    assertEquals(embedded(ip), undefined, ip);
  }
});
