import { assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { formatIp } from "../net/ip_address.ts";
import { clientNetwork } from "./client_network.ts";

Deno.test("clientNetwork() leaves an IPv4 address alone, mapped or not", () => {
  assertEquals(clientNetwork("192.0.2.1"), "192.0.2.1");
  assertEquals(clientNetwork("::ffff:192.0.2.1"), "192.0.2.1");
});

Deno.test("clientNetwork() takes the first 64 bits of an IPv6 address, wherever its zeros are", () => {
  const networks: Readonly<Record<string, string>> = {
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "2001:db8:0:1::5": "2001:db8:0:1::/64",
    "2001:db8::5": "2001:db8:0:0::/64",
    "2001:db8:0:1:2::": "2001:db8:0:1::/64",
    "::2:3:4:5:6:7": "0:0:2:3::/64",
    "64:ff9b::192.0.2.1": "64:ff9b:0:0::/64",
    "::1": "0:0:0:0::/64",
    "::": "0:0:0:0::/64",
  };
  for (const [host, network] of Object.entries(networks)) {
    assertEquals(clientNetwork(host), network, host);
  }
});

Deno.test("clientNetwork() is the same for two addresses when, and only when, their first 64 bits are", () => {
  // Many zeros, so that addresses are abbreviated in every way.
  const half = fc.array(fc.constantFrom(0, 0, 1, 0x20), { minLength: 8, maxLength: 8 });
  const network = half.filter((bytes) => bytes.some((byte) => byte > 0));
  fc.assert(fc.property(network, network, half, half, (one, other, a, b) => {
    const of = (...halves: number[][]) => clientNetwork(formatIp(Uint8Array.from(halves.flat())));
    assertEquals(of(one, a), of(one, b));
    if (one.join() !== other.join()) assertNotEquals(of(one, a), of(other, a));
  }));
});
