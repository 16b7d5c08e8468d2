import { assertEquals } from "@std/assert";
import { addressIn, isLocalName } from "./address_in_name.ts";

const SPELLINGS: readonly (readonly [host: string, address: string])[] = [
  ["192.0.2.1", "192.0.2.1"],
  ["2001:db8::1", "2001:db8::1"],
  ["127.1", "127.0.0.1"],
  ["127.0.1", "127.0.0.1"],
  ["2130706433", "127.0.0.1"],
  ["0x7f000001", "127.0.0.1"],
  ["0X7F.0.0.0x1", "127.0.0.1"],
  ["0177.0.0.01", "127.0.0.1"],
  ["127.0.0.1.", "127.0.0.1"],
  ["0", "0.0.0.0"],
  ["１２７.0.0.1", "127.0.0.1"],
  ["127。0。0。1", "127.0.0.1"],
  ["[::1]", "::1"],
  ["::1%lo", "::1"],
  ["[fe80::1%25eth0]", "fe80::1"],
  ["[::ffff:127.0.0.1]", "::ffff:127.0.0.1"],
];

const NAMES = [
  "",
  "example.com",
  "1.example.com",
  "a.b.c.de",
  "face",
  "dead.beef",
  "x1",
  "256.256.256.256",
  "1.2.3.4.5",
  "127.0.0.1.nip.io",
  "[example.com]",
  "a:b",
  "::1:80:x",
];

Deno.test("addressIn() gives the address that other programs would read", () => {
  for (const [host, address] of SPELLINGS) assertEquals(addressIn(host), address, host);
});

Deno.test("addressIn() gives undefined for a name", () => {
  for (const name of NAMES) assertEquals(addressIn(name), undefined, name);
});

Deno.test("isLocalName() knows localhost and all below it", () => {
  for (const name of ["localhost", "LocalHost.", "a.localhost", "ｌocalhost"]) {
    assertEquals(isLocalName(name), true, name);
  }
  for (const name of ["localhost.example", "mylocalhost", "127.0.0.1", ""]) {
    assertEquals(isLocalName(name), false, name);
  }
});
