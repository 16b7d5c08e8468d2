import { assertEquals } from "@std/assert";
import { ShutdownSignals } from "./shutdown_signals.ts";

Deno.test("next() gives a signal that came before it was asked for", async () => {
  const signals = new ShutdownSignals();
  signals.arrive("SIGTERM");
  assertEquals(await signals.next(), "SIGTERM");
});

Deno.test("next() waits, and gives each signal once", async () => {
  const signals = new ShutdownSignals();
  const first = signals.next();
  signals.arrive("SIGINT");
  assertEquals(await first, "SIGINT");
  const second = signals.next();
  signals.arrive("SIGTERM");
  assertEquals(await second, "SIGTERM");
});
