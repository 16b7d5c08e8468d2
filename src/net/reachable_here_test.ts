import { assertEquals } from "@std/assert";
import { reachableHere } from "./reachable_here.ts";

for (
  const [listensOn, reached] of [
    ["0.0.0.0", "127.0.0.1"],
    ["::", "::1"],
    ["192.0.2.1", "192.0.2.1"],
    ["a.example", "a.example"],
  ] as const
) {
  Deno.test(`reachableHere() finds at ${reached} who listens on ${listensOn}`, () => {
    assertEquals(reachableHere({ host: listensOn, port: 8 }), { host: reached, port: 8 });
  });
}
