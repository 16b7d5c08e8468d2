import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { formatHostPort, parseHostPort, parsePort } from "./address.ts";

const PAIRS: readonly (readonly [text: string, host: string, port: number])[] = [
  ["example.com:80", "example.com", 80],
  ["192.0.2.1:1", "192.0.2.1", 1],
  ["[2001:db8::1]:65535", "2001:db8::1", 65535],
  ["[::]:8388", "::", 8388],
  ["[fe80::1%eth0]:22", "fe80::1%eth0", 22],
  ["a_b-c.:443", "a_b-c.", 443],
];

for (const [text, host, port] of PAIRS) {
  Deno.test(`parseHostPort() and formatHostPort() agree on ${text}`, () => {
    assertEquals(parseHostPort(text), { host, port });
    assertEquals(formatHostPort({ host, port }), text);
  });
}

for (
  const text of [
    "",
    ":",
    ":80",
    "example.com",
    "example.com:",
    "example.com:0",
    "example.com:65536",
    "example.com:-1",
    "example.com:+80",
    "example.com: 80",
    "example.com:80 ",
    "example.com:0x50",
    "example.com:8e1",
    "example.com:http",
    "example.com:000080",
    "::1:80",
    "2001:db8::1",
    "[::1]",
    "[::1]:",
    "[]:80",
    "[::1]:0",
    "[::1:80",
    "::1]:80",
    "[[::1]]:80",
    "example.com:80\n",
    "example.com:٨٠",
  ]
) {
  Deno.test(`parseHostPort() does not take ${JSON.stringify(text)}`, () => {
    assertEquals(parseHostPort(text), undefined);
  });
}

Deno.test("parseHostPort() gives back whatever formatHostPort() was given", () => {
  const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
  const port = fc.integer({ min: 1, max: 65535 });
  fc.assert(fc.property(host, port, (host, port) => {
    assertEquals(parseHostPort(formatHostPort({ host, port })), { host, port });
  }));
});

Deno.test("formatHostPort() writes port 0, which a listener may ask for", () => {
  assertEquals(formatHostPort({ host: "::1", port: 0 }), "[::1]:0");
});

Deno.test("parsePort() takes every port but 0", () => {
  assertEquals(parsePort("0"), undefined);
  for (let port = 1; port <= 65535; port++) assertEquals(parsePort(`${port}`), port);
  assertEquals(parsePort("65536"), undefined);
});

Deno.test("parsePort() takes decimal digits only", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const port = parsePort(text);
    assertEquals(port !== undefined, /^[0-9]{1,5}$/.test(text) && +text > 0 && +text < 65536);
  }));
  for (const text of ["", " 1", "1 ", "1\n", "+1", "1.0", "1e1", "0x1", "٣"]) {
    assertEquals(parsePort(text), undefined, JSON.stringify(text));
  }
});
