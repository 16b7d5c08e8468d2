import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { DialError, type DialErrorOptions, type DialFailure } from "../net/dial_failure.ts";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { memoryPipe } from "../../tests/support/memory_pipe.ts";
import { LatencyDialer } from "./latency_dialer.ts";

const TARGET = { host: "example.com", port: 443 };

Deno.test("dial() tells how long it took when it succeeds", async () => {
  const { dial, way, clock, heard } = open();
  const { near } = memoryPipe();
  const dialing = dial();
  await clock.advance(30);
  way.last.succeed(near);
  assertStrictEquals(await dialing, near);
  assertEquals(heard, [30]);
});

const FAILURES: readonly [DialFailure, DialErrorOptions, unknown[]][] = [
  ["refused", { at: "upstream" }, [undefined]],
  ["refused", { at: "target" }, []],
  ["cancelled", { at: "upstream" }, []],
];

for (const [failure, options, expected] of FAILURES) {
  const what = expected.length === 0 ? "says nothing of the way" : "tells of a failure";
  Deno.test(`dial() ${what} when it was ${failure} at the ${options.at}`, async () => {
    const { dial, way, heard } = open();
    const dialing = dial();
    way.last.failOddly(new DialError(failure, "no", options));
    await assertRejects(() => dialing, DialError, "no");
    assertEquals(heard, expected);
  });
}

function open() {
  const way = new FakeDialer();
  const clock = new ManualClock();
  const heard: (number | undefined)[] = [];
  const dialer = new LatencyDialer({ dialer: way, clock, heard: (ms) => heard.push(ms) });
  const { signal } = new AbortController();
  return { dial: () => dialer.dial(TARGET, { signal, progress: () => {} }), way, clock, heard };
}
