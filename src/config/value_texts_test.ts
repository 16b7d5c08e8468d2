import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  parseCidr,
  parseHostMaybePort,
  parseSwitch,
  parseTarget,
  parseUser,
} from "./value_texts.ts";

Deno.test("parseHostMaybePort() takes names, addresses and both with a port", () => {
  const cases: Readonly<Record<string, { host: string; port: number | undefined }>> = {
    "example.com": { host: "example.com", port: undefined },
    "example.com.": { host: "example.com.", port: undefined },
    "my_host-1": { host: "my_host-1", port: undefined },
    "192.0.2.1": { host: "192.0.2.1", port: undefined },
    "192.0.2.1:8388": { host: "192.0.2.1", port: 8388 },
    "::1": { host: "::1", port: undefined },
    "[::1]": { host: "::1", port: undefined },
    "[2001:db8::1]:443": { host: "2001:db8::1", port: 443 },
    "example.com:1": { host: "example.com", port: 1 },
  };
  for (const [text, expected] of Object.entries(cases)) {
    assertEquals(parseHostMaybePort(text), expected, text);
  }
});

Deno.test("parseHostMaybePort() refuses what is neither a name nor an address", () => {
  const cases = ["", "8388", "256.1.1.1", "1.2.3", "a b", "host:0", "host:65536", "host:", ":80"];
  const more = ["[::1", "::1]:80", "fe80::1%eth0", "ss://YQ==@h:1", "a..b", "-\n", "a".repeat(64)];
  for (const text of [...cases, ...more]) assertEquals(parseHostMaybePort(text), undefined, text);
});

Deno.test("parseTarget() asks for a port", () => {
  assertEquals(parseTarget("example.com:80"), { host: "example.com", port: 80 });
  assertEquals(parseTarget("example.com"), undefined);
});

Deno.test("parseUser() cuts at the first colon and counts bytes", () => {
  const user = parseUser("me:pass:word");
  assertEquals([user?.name, user?.password.reveal()], ["me", "pass:word"]);
  for (const text of ["me", "me:", ":word", `${"ä".repeat(128)}:x`]) {
    assertEquals(parseUser(text), undefined, text);
  }
});

Deno.test("parseCidr() takes ranges and single addresses", () => {
  assertEquals(parseCidr("10.0.0.0/8"), "10.0.0.0/8");
  assertEquals(parseCidr("fd00::/8"), "fd00::/8");
  assertEquals(parseCidr("192.0.2.1"), "192.0.2.1/32");
  assertEquals(parseCidr("::1"), "::1/128");
  for (
    const text of ["10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.0/8/8", "example.com/8", "/8"]
  ) {
    assertEquals(parseCidr(text), undefined, text);
  }
});

Deno.test("every parser gives a value or undefined, whatever the text", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    for (const parse of [parseHostMaybePort, parseTarget, parseUser, parseCidr, parseSwitch]) {
      parse(text);
    }
  }));
});
