import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { canonicalName, isLiteral, parseName } from "./host_name.ts";

const SPELLINGS: readonly (readonly [spelled: string, name: string])[] = [
  ["example.com", "example.com"],
  ["EXAMPLE.Com", "example.com"],
  ["example.com.", "example.com"],
  ["bücher.example", "xn--bcher-kva.example"],
  ["BÜCHER.example.", "xn--bcher-kva.example"],
  ["example。com。", "example.com"],
  ["xn--bcher-kva.example", "xn--bcher-kva.example"],
  ["_dns.a-b.example", "_dns.a-b.example"],
  [`${"a".repeat(63)}.example`, `${"a".repeat(63)}.example`],
];

const NO_NAMES = [
  "",
  ".",
  "a..b",
  ".example.com",
  "*.example.com",
  "exam ple.com",
  "https://example.com",
  "example.com/path",
  "bücher.example/path",
  "user@bücher.example",
  "bücher.example:80",
  "a\\b",
  `${"a".repeat(64)}.example`,
  "a.".repeat(127) + "a",
];

Deno.test("parseName() brings a name to one spelling", () => {
  for (const [spelled, name] of SPELLINGS) assertEquals(parseName(spelled), name, spelled);
});

Deno.test("parseName() gives undefined when the text is no host name", () => {
  for (const text of NO_NAMES) assertEquals(parseName(text), undefined, text);
});

Deno.test("canonicalName() gives a target's name in the spelling of parseName()", () => {
  for (const [spelled, name] of SPELLINGS) assertEquals(canonicalName(spelled), name, spelled);
});

Deno.test("canonicalName() never makes a name of what is none", () => {
  for (const text of NO_NAMES) assertEquals(parseName(canonicalName(text)), undefined, text);
  const anything = fc.string({ unit: "grapheme", maxLength: 300 });
  fc.assert(fc.property(anything, (text) => {
    const name = canonicalName(text);
    assertEquals(canonicalName(name), name);
  }));
});

Deno.test("isLiteral() tells IP literals from names that look like them", () => {
  for (const ip of ["192.0.2.1", "::1", "2001:db8::", "::ffff:192.0.2.1"]) {
    assertEquals(isLiteral(ip), true, ip);
  }
  for (const name of ["127.1", "0x7f.0.0.1", "192.0.2.1.", "example.com", "a1", "fe80::1%1", ""]) {
    assertEquals(isLiteral(name), false, name);
  }
});
