import { assertEquals } from "@std/assert";
import { DialError } from "../net/dial_failure.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { LogProperties } from "./plane_log.ts";
import { UpstreamLog } from "./upstream_log.ts";

const REFUSED = new DialError("refused", "Cannot connect: refused", { at: "upstream" });

Deno.test("UpstreamLog tells when an upstream goes down, why and for how long, and when it is back", () => {
  const { log, lines } = open();
  log.wentDown("tokyo", REFUSED, 300_000);
  log.cameBack("tokyo");
  assertEquals(lines, [
    "warn upstream tokyo is down for 300 s: Cannot connect: refused",
    "info upstream tokyo is back",
  ]);
});

Deno.test("movedOn() tells of the first connection at once and counts the others", async () => {
  const { log, lines, clock } = open();
  for (let i = 0; i < 100; i++) log.movedOn("tokyo", REFUSED);
  log.movedOn("paris", REFUSED);
  const first = [
    "info a connection moves on from upstream tokyo: Cannot connect: refused",
    "info a connection moves on from upstream paris: Cannot connect: refused",
  ];
  assertEquals(lines, first);
  await clock.advance(60_000);
  const second = [...first, "info connections that moved on from upstream tokyo since then: 99"];
  assertEquals(lines, second);
  log.movedOn("tokyo", REFUSED);
  await clock.advance(60_000);
  assertEquals(lines, [
    ...second,
    "info connections that moved on from upstream tokyo since then: 1",
  ]);
});

Deno.test("movedOn() tells at once again after a calm minute, and leaves no alarm behind", async () => {
  const { log, lines, clock } = open();
  log.movedOn("tokyo", REFUSED);
  await clock.advance(60_000);
  assertEquals(clock.pending, 0);
  log.movedOn("tokyo", REFUSED);
  assertEquals(lines.length, 2);
});

Deno.test("probed() tells what changes", () => {
  const { log, lines } = open();
  const failed = { kind: "failed", cause: REFUSED } as const;
  const answered = { kind: "answered", ms: 34.4 } as const;
  for (const result of [answered, answered, failed, failed, answered]) log.probed("a", result);
  log.probed("b", failed);
  const good = "info a trial of upstream a is answered in 34 ms";
  assertEquals(lines, [
    good,
    "warn a trial of upstream a has failed: Cannot connect: refused",
    good,
    "warn a trial of upstream b has failed: Cannot connect: refused",
  ]);
});

Deno.test("UpstreamLog quotes names that are not plain", () => {
  const { log, lines } = open();
  log.cameBack("a b\n");
  assertEquals(lines, ['info upstream "a b\\n" is back']);
});

function open() {
  const lines: string[] = [];
  const note = (level: string) => (text: string, properties: LogProperties = {}) => {
    lines.push(`${level} ${text.replace(/\{(\w+)\}/g, (_, name) => `${properties[name]}`)}`);
  };
  const clock = new ManualClock();
  const log = { info: note("info"), warn: note("warn"), error: note("error") };
  return { log: new UpstreamLog({ log, clock }), lines, clock };
}
