import { assertEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { KeptOutLog } from "./kept_out_log.ts";
import type { LogProperties } from "./plane_log.ts";

Deno.test("keptOut() tells of the first at once and counts those of the next minute", async () => {
  const { log, lines, clock } = open();
  for (const ip of ["192.0.2.1", "192.0.2.1", "2001:db8::1"]) log.keptOut(ip);
  const first = "the access control list keeps 192.0.2.1 out";
  assertEquals(lines, [first]);
  await clock.advance(60_000);
  const second = "tries kept out by the access control list since then: 2";
  assertEquals(lines, [first, second]);
  log.keptOut("192.0.2.2");
  await clock.advance(60_000);
  assertEquals(lines.slice(2), ["tries kept out by the access control list since then: 1"]);
});

Deno.test("keptOut() tells at once again after a calm minute", async () => {
  const { log, lines, clock } = open();
  log.keptOut("192.0.2.1");
  await clock.advance(60_000);
  log.keptOut("192.0.2.2");
  assertEquals(lines, [
    "the access control list keeps 192.0.2.1 out",
    "the access control list keeps 192.0.2.2 out",
  ]);
});

function open() {
  const lines: string[] = [];
  const info = (text: string, properties: LogProperties = {}) => {
    lines.push(text.replace(/\{(\w+)\}/g, (_, name) => `${properties[name]}`));
  };
  const clock = new ManualClock();
  return { log: new KeptOutLog({ log: { info }, clock }), lines, clock };
}
