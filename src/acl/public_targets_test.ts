import { assertEquals, assertThrows } from "@std/assert";
import { publicTargets } from "./public_targets.ts";

const SPECIAL = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.255",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.1",
  "192.0.2.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::7f00:1",
  "::ffff:127.0.0.1",
  "::ffff:7f00:1",
  "::ffff:10.0.0.1",
  "64:ff9b::127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b::a00:1",
  "64:ff9b:1::1",
  "100::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "4000::1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "fec0::1",
  "ff02::1",
];

Deno.test("publicTargets() refuses every special-purpose address", () => {
  const mayReach = publicTargets([]);
  assertEquals(SPECIAL.filter(mayReach), []);
});

Deno.test("publicTargets() allows the public Internet", () => {
  const mayReach = publicTargets([]);
  const open = [
    "1.1.1.1",
    "93.184.216.34",
    "172.15.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
  ];
  assertEquals(open.filter((ip) => !mayReach(ip)), []);
});

Deno.test("publicTargets() refuses what is no literal", () => {
  const mayReach = publicTargets([]);
  assertEquals(["example.com", "", "1.1.1.1:80"].filter(mayReach), []);
});

Deno.test("publicTargets() allows what was opened, also in its mapped spelling", () => {
  const mayReach = publicTargets(["127.0.0.0/8", "fd00::/8"]);
  assertEquals(["127.0.0.1", "::ffff:127.0.0.1", "fd12::1"].filter((ip) => !mayReach(ip)), []);
  assertEquals(["10.0.0.1", "fe80::1", "::1"].filter(mayReach), []);
});

Deno.test("publicTargets() throws on text that is no CIDR block", () => {
  assertThrows(() => publicTargets(["10.0.0.0"]), Error);
});
