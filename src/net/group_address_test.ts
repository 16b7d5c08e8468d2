import { assertEquals } from "@std/assert";
import { isGroupAddress } from "./group_address.ts";

const GROUPS = [
  "224.0.0.1",
  "239.255.255.250",
  "255.255.255.255",
  "ff02::1",
  "ff0e::fb",
  "::ffff:224.0.0.1",
  "::ffff:efff:fffa",
  "::ffff:255.255.255.255",
];
const SINGLE = [
  "223.255.255.255",
  "127.0.0.1",
  "192.0.2.255",
  "2001:db8::ff02",
  "::1",
  "a.example",
];

for (const ip of GROUPS) {
  Deno.test(`isGroupAddress() is true for ${ip}`, () => assertEquals(isGroupAddress(ip), true));
}

for (const ip of SINGLE) {
  Deno.test(`isGroupAddress() is false for ${ip}`, () => assertEquals(isGroupAddress(ip), false));
}
