import { assertEquals } from "@std/assert";
import { unmapIpv4 } from "./mapped_ipv4.ts";

const HOSTS = [
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::ffff:c000:201", "192.0.2.1"],
  ["::ffff:0:0", "0.0.0.0"],
  ["::ffff:1:c000:201", "::ffff:1:c000:201"],
  ["192.0.2.1", "192.0.2.1"],
  ["::", "::"],
  ["::1", "::1"],
  ["::ffff:0:192.0.2.1", "::ffff:0:192.0.2.1"],
  ["::ffff:c000", "::ffff:c000"],
  ["2001:db8::ffff:c000:201", "2001:db8::ffff:c000:201"],
  ["example.com", "example.com"],
] as const;

for (const [host, expected] of HOSTS) {
  Deno.test(`unmapIpv4() gives ${expected} for ${host}`, () => {
    assertEquals(unmapIpv4(host), expected);
  });
}
