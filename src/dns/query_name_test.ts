import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { encodeDnsName } from "../codec/dns_name.ts";
import { isIp } from "../net/ip_address.ts";
import { isQueryName, parseQueryName } from "./query_name.ts";

Deno.test("parseQueryName() reads names as people write them", () => {
  const cases: Record<string, string> = {
    "target.example": "target.example",
    "TARGET.Example": "target.example",
    "host": "host",
    "_sip._tcp.example": "_sip._tcp.example",
    "b\u00fccher.example": "xn--bcher-kva.example",
    "\u4f8b\u3048\u3002\u30c6\u30b9\u30c8": "xn--r8jz45g.xn--zckzah",
    "xn--bcher-kva.example": "xn--bcher-kva.example",
  };
  for (const [text, name] of Object.entries(cases)) {
    assertEquals(parseQueryName(text), { name, isAbsolute: false }, text);
    assertEquals(parseQueryName(`${text}.`), { name, isAbsolute: true }, text);
  }
});

Deno.test("parseQueryName() refuses what nobody can be called", () => {
  const cases = [
    "",
    ".",
    "..",
    "a..b",
    ".a",
    "a b",
    "a/b",
    "a%2eb",
    "user@host",
    "host:80",
    "\u4f8b/a",
    "\u4f8b@host",
    "\u4f8b%41",
    "[::1]",
    "a".repeat(64),
    `${"a".repeat(63)}.`.repeat(4) + "b",
    // What other programs take for an address.
    "127.1",
    "0x7f.1",
    "8388",
    "host.0x7f",
    "\uff11\uff12\uff17.0.0.1",
  ];
  for (const text of cases) assertEquals(parseQueryName(text), undefined, text);
});

Deno.test("parseQueryName() gives only names that can be asked for, whatever it is given", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.domain(), fc.webAuthority());
  fc.assert(fc.property(text, (text) => {
    const name = parseQueryName(text)?.name;
    if (name === undefined) return;
    assertEquals([isQueryName(name), isIp(name)], [true, false]);
    encodeDnsName(name);
  }));
});
