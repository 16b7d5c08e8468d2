import { assertEquals, assertMatch } from "@std/assert";
import type { PlaneLog } from "./plane_log.ts";
import { ServerClock } from "./server_clock.ts";

Deno.test("ServerClock says nothing of a clock that is nearly right", () => {
  const { clock, lines } = scene();
  for (const ahead of [0, 3, -9, 9]) clock.heard(ahead);
  assertEquals(lines, []);
  assertEquals(clock.unixSeconds(), 1000);
});

Deno.test("ServerClock tells once by how much and which way the clock is off, and when it is right again", () => {
  const { clock, lines } = scene();
  for (const ahead of [25, 26, 24]) clock.heard(ahead);
  assertEquals(lines.length, 1);
  assertMatch(lines[0]!, /^warn your clock is 25 s behind that of a\.example:8388: beyond 30 s/);
  clock.heard(-20);
  assertMatch(lines[1]!, /^warn your clock is 20 s ahead of that/);
  clock.heard(1);
  assertMatch(lines[2]!, /^info your clock agrees/);
  assertEquals([lines.length, clock.unixSeconds()], [3, 1000]);
});

Deno.test("ServerClock goes by the server's clock when it is asked to", () => {
  const { clock, lines } = scene({ isTolerant: true });
  clock.heard(25);
  assertEquals(clock.unixSeconds(), 1025);
  // The next answers are measured against the shifted clock.
  clock.heard(0);
  clock.heard(2);
  assertEquals(clock.unixSeconds(), 1027);
  assertEquals(lines.length, 1);
  assertMatch(lines[0]!, /stamped with the server's time$/);
});

function scene({ isTolerant = false } = {}) {
  const lines: string[] = [];
  const line = (level: string): PlaneLog["info"] => (text, properties = {}) => {
    lines.push(`${level} ${text.replace(/\{(\w+)\}/g, (_, name) => String(properties[name]))}`);
  };
  const log: PlaneLog = { info: line("info"), warn: line("warn"), error: line("error") };
  const server = { host: "a.example", port: 8388 };
  return { lines, clock: new ServerClock({ server, unixSeconds: () => 1000, isTolerant, log }) };
}
