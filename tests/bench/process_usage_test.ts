import { assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { cpuSeconds, residentBytes, residentBytesIn } from "./process_usage.ts";

const ignore = Deno.build.os !== "linux";

Deno.test("residentBytesIn() finds the resident set", () => {
  assertEquals(residentBytesIn("Name:\tx\nVmHWM:\t 9 kB\nVmRSS:\t    2048 kB\n"), 2 * 1024 * 1024);
  assertThrows(() => residentBytesIn("Name:\tkthreadd\n"), Error, "VmRSS");
});

Deno.test({ name: "residentBytes() reads the books of a real process", ignore }, async () => {
  assertGreater(await residentBytes(Deno.pid), 10 * 1024 * 1024);
});

Deno.test({ name: "cpuSeconds() sees less than a tick of work", ignore }, () => {
  const before = cpuSeconds(Deno.pid);
  for (const end = performance.now() + 3; performance.now() < end;);
  const used = cpuSeconds(Deno.pid) - before;
  assertGreater(used, 0);
  assertLess(used, 1);
});

Deno.test({ name: "cpuSeconds() adds up processes", ignore }, () => {
  const one = cpuSeconds(Deno.pid);
  assertGreater(cpuSeconds(Deno.pid, Deno.pid), 2 * one);
});

Deno.test({ name: "cpuSeconds() throws for a process that is gone", ignore }, async () => {
  const child = new Deno.Command(Deno.execPath(), { args: ["--version"], stdout: "null" }).spawn();
  await child.status;
  assertThrows(() => cpuSeconds(child.pid), Error, `${child.pid}`);
});
