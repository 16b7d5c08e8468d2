// What does an address header cost to write and to read, by the kind of its host?

import { assertEquals } from "@std/assert";
import { decodeAddress, encodeAddress } from "./address_header.ts";

const TARGETS = [
  { host: "192.0.2.1", port: 443 },
  { host: "2001:db8::1", port: 443 },
  { host: "www.example.com", port: 443 },
];

for (const target of TARGETS) {
  const header = encodeAddress(target);
  assertEquals(decodeAddress(header, 0)?.value, target);
  Deno.bench(`encode ${target.host}`, { group: "encode" }, () => void encodeAddress(target));
  Deno.bench(`decode ${target.host}`, { group: "decode" }, () => void decodeAddress(header, 0));
}
