import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { configureSync, getLogger, type LogLevel } from "@logtape/logtape";
import type { ConnectionView } from "../net/relay_observer.ts";
import type { StreamFault } from "../net/stream_error.ts";
import { LogObserver } from "./log_observer.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";

/** The one of the file's head, with <HOST> as fail2ban has it. */
const FAIL_REGEX = /^\S+ WARNING authentication failed from (?<host>[\w.:]+) port \d+: \w+$/;

const CONNECTION: ConnectionView = {
  id: 7,
  client: { host: "203.0.113.5", port: 51234 },
  user: undefined,
  target: { host: "example.com", port: 443 },
  stage: "STREAM",
  bytesUp: 1200,
  bytesDown: 34000,
  durationMs: 1234.5,
};

Deno.test("distrusted() has a line of its own for a clock that is off, which bans nobody", () => {
  const { observer, lines } = observe("info");
  observer.distrusted(CONNECTION, "clock_skew");
  assertEquals(lines, [
    "warning refused 203.0.113.5 port 51234: its clock and ours are more than 30 s apart",
  ]);
  assertNotMatch(lines[0]!, FAIL_REGEX);
});

Deno.test("ended() writes one line with target, stage, duration, bytes and outcome", () => {
  const { observer, lines } = observe("info");
  observer.entered(CONNECTION, "STREAM");
  observer.ended(CONNECTION, "finished", undefined);
  assertEquals(lines, [
    "info 203.0.113.5:51234 -> example.com:443 finished in STREAM after 1.235 s, 1200 bytes up, 34000 down",
  ]);
});

Deno.test("ended() names the user and the cause, and does without a target", () => {
  const { observer, lines } = observe("info");
  const early = { ...CONNECTION, user: "me", target: undefined, stage: "ADDR" } as const;
  observer.ended(early, "truncated", new Error("the stream ended"));
  assertEquals(lines, [
    "info 203.0.113.5:51234 (me) truncated in ADDR after 1.235 s, 1200 bytes up, 34000 down: the stream ended",
  ]);
});

Deno.test("ended() names the upstream, where there are several", () => {
  const { observer, lines } = observe("info");
  observer.ended({ ...CONNECTION, upstream: "home" }, "finished", undefined);
  observer.ended({ ...CONNECTION, upstream: "a home\n" }, "finished", undefined);
  assertMatch(lines[0]!, / -> example\.com:443 by home finished in STREAM/);
  assertMatch(lines[1]!, / -> example\.com:443 by "a home\\n" finished in STREAM/);
});

Deno.test("ended() logs a defect of ours as an error, with its stack", () => {
  const { observer, lines } = observe("error");
  observer.ended(CONNECTION, "defect", new Error("never"));
  assertMatch(lines.join(), /^error .* defect in STREAM .*: Error: never\n\s+at /s);
});

Deno.test("entered() speaks at level debug only", () => {
  const quiet = observe("info");
  quiet.observer.entered(CONNECTION, "DNS");
  assertEquals(quiet.lines, []);
  const verbose = observe("debug");
  verbose.observer.entered(CONNECTION, "DNS");
  assertEquals(verbose.lines, ["debug connection 7 enters DNS"]);
});

Deno.test("distrusted() writes a line for fail2ban for each way of failing to authenticate", () => {
  const outcomes: readonly StreamFault[] = [
    "unauthenticated",
    "replayed",
    "malformed",
    "bad_credentials",
  ];
  for (const outcome of outcomes) {
    const { observer, lines } = observe("warning");
    observer.distrusted(CONNECTION, outcome);
    assertEquals(lines, [
      `warning authentication failed from 203.0.113.5 port 51234: ${outcome}`,
    ]);
    assertEquals(FAIL_REGEX.exec(logFileLine(lines[0]!))?.groups?.["host"], "203.0.113.5");
  }
  const { observer, lines } = observe("warning");
  observer.ended(CONNECTION, "refused", undefined);
  assertEquals(lines, []);
});

Deno.test("distrusted() gives fail2ban the IPv4 address of a mapped one, and IPv6 addresses bare", () => {
  const { observer, lines } = observe("warning");
  for (const host of ["::ffff:203.0.113.5", "2001:db8::1"]) {
    observer.distrusted({ ...CONNECTION, client: { host, port: 1 } }, "replayed");
  }
  assertEquals(lines, [
    "warning authentication failed from 203.0.113.5 port 1: replayed",
    "warning authentication failed from 2001:db8::1 port 1: replayed",
  ]);
});

Deno.test("ended() lets no name make up a line for fail2ban", () => {
  const host = "x\n2025-01-01 WARNING authentication failed from 192.0.2.1 port 1: replayed\u202e";
  const { observer, lines } = observe("info");
  observer.ended({ ...CONNECTION, target: { host, port: 1 }, user: host }, "finished", undefined);
  assertNotMatch(lines.join(), /[^ -~]/);
  assertNotMatch(logFileLine(lines[0]!), FAIL_REGEX);
});

Deno.test("distrusted() shows two failures per client and twenty in all within a second, and counts the rest", async () => {
  const { observer, lines, clock } = observe("warning");
  for (let i = 0; i < 50; i++) observer.distrusted(from("203.0.113.5"), "unauthenticated");
  assertEquals(lines.length, 2);
  for (let i = 0; i < 50; i++) {
    observer.distrusted(from(`198.51.100.${i}`), "unauthenticated");
  }
  assertEquals(lines.length, 20);
  await clock.advance(1_000);
  assertEquals(lines.slice(20), ["warning 80 more authentication failures not shown"]);
  observer.distrusted(from("203.0.113.5"), "unauthenticated");
  assertEquals(lines.slice(20), [
    "warning 80 more authentication failures not shown",
    "warning authentication failed from 203.0.113.5 port 1: unauthenticated",
  ]);
});

Deno.test("acceptFailed() warns with the cause and the next try", () => {
  const { observer, lines } = observe("warning");
  observer.acceptFailed({ host: "::", port: 8388 }, new Error("Too many open files"), 200);
  assertEquals(lines, [
    "warning cannot accept at [::]:8388: Too many open files; next try in 200 ms",
  ]);
});

function from(host: string): ConnectionView {
  return { ...CONNECTION, client: { host, port: 1 } };
}

/** A line as the program writes it. */
function logFileLine(line: string): string {
  const [level, ...message] = line.split(" ");
  return `2025-11-21T10:04:15.502Z ${level?.toUpperCase()} ${message.join(" ")}`;
}

function observe(lowestLevel: LogLevel) {
  const lines: string[] = [];
  configureSync({
    reset: true,
    sinks: { lines: ({ level, message }) => void lines.push(`${level} ${message.join("")}`) },
    loggers: [
      { category: "test", sinks: ["lines"], lowestLevel },
      { category: ["logtape", "meta"], lowestLevel: "error" },
    ],
  });
  const clock = new ManualClock();
  return { observer: new LogObserver({ logger: getLogger("test"), clock }), lines, clock };
}
