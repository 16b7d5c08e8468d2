import { assertEquals } from "@std/assert";
import { statedAddress } from "./stated_address.ts";

const PROXY = { host: "192.0.2.1", port: 1080 };

Deno.test("statedAddress() takes the proxy at its word where that can be", () => {
  for (const host of ["198.51.100.1", "10.0.0.1", "2001:db8::1"]) {
    assertEquals(statedAddress({ host, port: 7 }, PROXY), { host, port: 7 });
  }
  const local = { host: "127.0.0.1", port: 1080 };
  assertEquals(statedAddress({ host: "127.0.0.2", port: 7 }, local).host, "127.0.0.2");
});

Deno.test("statedAddress() goes where the proxy is instead of anywhere, and instead of to ourselves", () => {
  for (const host of ["0.0.0.0", "::", "::ffff:0.0.0.0", "127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
    assertEquals(statedAddress({ host, port: 7 }, PROXY), { host: "192.0.2.1", port: 7 }, host);
  }
});
