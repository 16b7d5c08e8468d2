import { assertEquals } from "@std/assert";
import { configureSync, getLogger, type LogLevel } from "@logtape/logtape";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import type { AssociationView } from "../net/association_observer.ts";
import { AssociationLog } from "./association_log.ts";

const ASSOCIATION: AssociationView = {
  id: 3,
  client: { host: "203.0.113.5", port: 51234 },
  user: undefined,
  target: { host: "198.51.100.53", port: 53 },
  packetsUp: 2,
  packetsDown: 1,
  bytesUp: 80,
  bytesDown: 120,
  durationMs: 17_000.4,
};

Deno.test("AssociationLog writes one line for each association, when it is over", () => {
  const { log, lines } = observe("info");
  log.opened(ASSOCIATION);
  log.ended(ASSOCIATION, "idle", undefined);
  assertEquals(lines, [
    "info udp 203.0.113.5:51234 -> 198.51.100.53:53 idle after 17 s, 2 packets of 80 bytes up, 1 of 120 down",
  ]);
});

Deno.test("AssociationLog names the user and the cause, and quotes what a stranger chose", () => {
  const { log, lines } = observe("info");
  const target = { host: "a\nb", port: 1 };
  log.ended({ ...ASSOCIATION, user: "me", target }, "failed", new Error("no such server"));
  assertEquals(lines, [
    'info udp 203.0.113.5:51234 (me) -> "a\\nb":1 failed after 17 s, 2 packets of 80 bytes up, 1 of 120 down: no such server',
  ]);
});

Deno.test("AssociationLog tells of a beginning at debug only", () => {
  const { log, lines } = observe("debug");
  log.opened(ASSOCIATION);
  assertEquals(lines, [
    "debug udp 3 from 203.0.113.5:51234 begins with a packet to 198.51.100.53:53",
  ]);
});

Deno.test("AssociationLog sums up in one line a minute whatever is dropped", async () => {
  const { log, lines, clock } = observe("info");
  for (let i = 0; i < 1000; i++) log.dropped("unauthentic", 1);
  log.dropped("denied", 7);
  assertEquals(lines, []);
  await clock.advance(60_000);
  assertEquals(lines, ["info udp packets dropped within a minute: 1000 unauthentic, 7 denied"]);
  await clock.advance(600_000);
  assertEquals([lines.length, clock.pending], [1, 0]);
});

function observe(level: LogLevel) {
  const lines: string[] = [];
  configureSync({
    reset: true,
    sinks: {
      lines: (record) => {
        lines.push(`${record.level} ${record.message.join("")}`);
      },
    },
    loggers: [
      { category: "udp", sinks: ["lines"], lowestLevel: level },
      { category: ["logtape", "meta"], lowestLevel: "fatal", sinks: [] },
    ],
  });
  const clock = new ManualClock();
  return { log: new AssociationLog({ logger: getLogger("udp"), clock }), lines, clock };
}
