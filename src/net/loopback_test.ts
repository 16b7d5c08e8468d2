import { assertEquals } from "@std/assert";
import { isOnLoopback } from "./loopback.ts";

Deno.test("isOnLoopback() is true for 127.0.0.0/8 and ::1, mapped or not, and for nothing else", () => {
  for (const host of ["127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1"]) {
    assertEquals(isOnLoopback(host), true, host);
  }
  for (const host of ["12.7.0.1", "128.0.0.1", "::", "::2", "::7f00:1", "::ffff:192.0.2.1"]) {
    assertEquals(isOnLoopback(host), false, host);
  }
});
