import { assertEquals, assertThrows } from "@std/assert";
import { DecodeError } from "./decode_error.ts";
import { parseProxyTarget } from "./http_target.ts";

const TUNNELS = [
  { target: "example.com:443", host: "example.com", port: 443 },
  { target: "192.0.2.1:80", host: "192.0.2.1", port: 80 },
  { target: "[2001:db8::1]:65535", host: "2001:db8::1", port: 65535 },
  { target: "a_b-c.d.:1", host: "a_b-c.d.", port: 1 },
];
for (const { target, host, port } of TUNNELS) {
  Deno.test(`parseProxyTarget() reads CONNECT ${target}`, () => {
    assertEquals(parse("CONNECT", target), { kind: "tunnel", address: { host, port } });
  });
}

const FORWARDS = [
  { target: "http://a.b", authority: "a.b", host: "a.b", port: 80, originForm: "/" },
  { target: "http://a.b/", authority: "a.b", host: "a.b", port: 80, originForm: "/" },
  {
    target: "HTTP://A.b:8080/c?d=/?",
    authority: "A.b:8080",
    host: "A.b",
    port: 8080,
    originForm: "/c?d=/?",
  },
  { target: "http://a.b?c", authority: "a.b", host: "a.b", port: 80, originForm: "/?c" },
  { target: "http://a/x@y://z", authority: "a", host: "a", port: 80, originForm: "/x@y://z" },
  { target: "http://[::1]/", authority: "[::1]", host: "::1", port: 80, originForm: "/" },
  { target: "http://[::1]:81/", authority: "[::1]:81", host: "::1", port: 81, originForm: "/" },
  { target: "http://a//b", authority: "a", host: "a", port: 80, originForm: "//b" },
  { target: "http://a/\xe4", authority: "a", host: "a", port: 80, originForm: "/\xe4" },
];
for (const { target, authority, host, port, originForm } of FORWARDS) {
  Deno.test(`parseProxyTarget() reads GET ${target}`, () => {
    const address = { host, port };
    assertEquals(parse("GET", target), { kind: "forward", address, authority, originForm });
  });
}

Deno.test("parseProxyTarget() asks for * when OPTIONS names a server without a path", () => {
  assertEquals(originForm("OPTIONS", "http://a"), "*");
  assertEquals(originForm("OPTIONS", "http://a/"), "/");
  assertEquals(originForm("OPTIONS", "http://a?b"), "/?b");
});

const REFUSED = [
  ["CONNECT", "example.com"],
  ["CONNECT", "example.com:"],
  ["CONNECT", "example.com:0"],
  ["CONNECT", "example.com:65536"],
  ["CONNECT", "example.com:443/"],
  ["CONNECT", "user@example.com:443"],
  ["CONNECT", "http://example.com:443"],
  ["CONNECT", ":443"],
  ["CONNECT", "2001:db8::1:443"],
  ["CONNECT", "[2001:db8::1]"],
  ["CONNECT", "[192.0.2.1]:443"],
  ["CONNECT", "[example.com]:443"],
  ["CONNECT", "[fe80::1%25eth0]:443"],
  ["CONNECT", "ex\xe4mple.com:443"],
  ["CONNECT", `${"a".repeat(256)}:443`],
  ["CONNECT", "/"],
  ["connect", "example.com:443"],
  ["GET", "/"],
  ["GET", "*"],
  ["OPTIONS", "*"],
  ["GET", "example.com:80"],
  ["GET", "//example.com/"],
  ["GET", "http:/example.com/"],
  ["GET", "http:///path"],
  ["GET", "http://"],
  ["GET", "http://:80/"],
  ["GET", "http://example.com:/"],
  ["GET", "http://example.com:8x/"],
  ["GET", "http://example.com:000080/"],
  ["GET", "http://user@example.com/"],
  ["GET", "http://user:password@example.com/"],
  ["GET", "http://example.com\\@evil.test/"],
  ["GET", "http://exa%6dple.com/"],
  ["GET", "http://example.com/#fragment"],
  ["GET", "http://example.com#fragment"],
  ["GET", "https://example.com/"],
  ["GET", "ftp://example.com/"],
  ["GET", "ws://example.com/"],
] as const;
for (const [method, target] of REFUSED) {
  Deno.test(`parseProxyTarget() throws "bad_field" at ${method} ${target.slice(0, 40)}`, () => {
    assertEquals(assertThrows(() => parse(method, target), DecodeError).reason, "bad_field");
  });
}

function parse(method: string, target: string) {
  return parseProxyTarget({ method, target, version: "1.1", fields: [] });
}

function originForm(method: string, target: string): string | undefined {
  const parsed = parse(method, target);
  return parsed.kind === "forward" ? parsed.originForm : undefined;
}
