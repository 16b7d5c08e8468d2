import { assertEquals, assertGreater, assertThrows } from "@std/assert";
import { cpuSeconds, cpuSecondsIn, residentBytes, residentBytesIn } from "./process_usage.ts";

Deno.test("cpuSecondsIn() adds user and system time, whatever the program is called", () => {
  const stat = "42 (a) b (c) S 1 42 42 0 -1 4194304 9 0 0 0 250 50 7 7 20 0 1 0 100 0 0";
  assertEquals(cpuSecondsIn(stat), 3);
});

Deno.test("residentBytesIn() finds the resident set", () => {
  assertEquals(residentBytesIn("Name:\tx\nVmHWM:\t 9 kB\nVmRSS:\t    2048 kB\n"), 2 * 1024 * 1024);
  assertThrows(() => residentBytesIn("Name:\tkthreadd\n"), Error, "VmRSS");
});

Deno.test({
  name: "cpuSeconds() and residentBytes() read the books of a real process",
  ignore: Deno.build.os !== "linux",
}, async () => {
  const before = await cpuSeconds(Deno.pid);
  for (const end = performance.now() + 50; performance.now() < end;);
  assertGreater(await cpuSeconds(Deno.pid), before);
  assertGreater(await residentBytes(Deno.pid), 10 * 1024 * 1024);
});
