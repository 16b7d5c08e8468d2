import { assertEquals } from "@std/assert";
import { LOCAL, SERVER, TUNNEL } from "../../tests/support/sample_config.ts";
import { dialLimits } from "./dial_limits.ts";

Deno.test("dialLimits() gives each server of a client its time", () => {
  assertEquals(dialLimits(LOCAL), { attemptMs: 3000, dialMs: 6000 });
  assertEquals(dialLimits(TUNNEL), { attemptMs: 3000, dialMs: 3000 });
});

Deno.test("dialLimits() counts the targets of a server, not its listeners", () => {
  assertEquals(SERVER.listeners.length, 2);
  assertEquals(dialLimits(SERVER), { attemptMs: 3000, dialMs: 3000 });
});
