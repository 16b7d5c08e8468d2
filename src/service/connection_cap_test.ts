import { assertEquals } from "@std/assert";
import { connectionCap } from "./connection_cap.ts";

const CAPS: readonly (readonly [number | undefined, number])[] = [
  [undefined, 4000],
  [Infinity, 4000],
  [NaN, 4000],
  // Two sockets each; 32 descriptors for the program itself, and a tenth of the rest for everything else.
  [1024, 446],
  [8192, 3672],
  [1_048_576, 471_844],
  // However few there are, one client is served.
  [0, 1],
  [1, 1],
  [34, 1],
  [37, 2],
];

for (const [descriptors, cap] of CAPS) {
  Deno.test(`connectionCap() is ${cap} when the limit is ${descriptors} descriptors`, () => {
    assertEquals(connectionCap(descriptors), cap);
  });
}

Deno.test("connectionCap() is 4000 when the limit is RLIM_INFINITY", () => {
  // What getrlimit(2) says for "unlimited" on Linux and on macOS.
  for (const unlimited of [2 ** 64, 2 ** 63]) assertEquals(connectionCap(unlimited), 4000);
});

Deno.test("connectionCap() leaves each worker its own descriptors", () => {
  assertEquals(connectionCap(1024, 4), 435);
  assertEquals(connectionCap(1024, 256), 1);
});
