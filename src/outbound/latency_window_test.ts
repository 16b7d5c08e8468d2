import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { LATENCY_SAMPLES, LatencyWindow } from "./latency_window.ts";

const WINDOW_MS = 1000;

Deno.test("summary() is undefined when nothing was added", () => {
  assertEquals(new LatencyWindow(WINDOW_MS).summary(0), undefined);
});

Deno.test("summary() has the median and the median distance from it", () => {
  const window = new LatencyWindow(WINDOW_MS);
  for (const ms of [10, 500, 20, 30, 25]) window.add(0, ms);
  assertEquals(window.summary(0), { failureRate: 0, times: { median: 25, deviation: 5 } });
});

Deno.test("summary() leaves failures out of the times", () => {
  const window = new LatencyWindow(WINDOW_MS);
  for (const ms of [10, undefined, 10, undefined]) window.add(0, ms);
  assertEquals(window.summary(0), { failureRate: 0.5, times: { median: 10, deviation: 0 } });
});

Deno.test("summary() has no times when all have failed", () => {
  const window = new LatencyWindow(WINDOW_MS);
  window.add(0, undefined);
  assertEquals(window.summary(0), { failureRate: 1, times: undefined });
});

Deno.test("summary() forgets what is older than the window", () => {
  const window = new LatencyWindow(WINDOW_MS);
  window.add(0, undefined);
  window.add(1, 40);
  assertEquals(window.summary(WINDOW_MS)?.failureRate, 0.5);
  assertEquals(window.summary(WINDOW_MS + 1)?.failureRate, 0);
  assertEquals(window.summary(WINDOW_MS + 2), undefined);
});

Deno.test("summary() is that of a slow twin that keeps everything, whatever was added when", () => {
  const sample = fc.record({
    waitMs: fc.integer({ min: 0, max: WINDOW_MS / 8 }),
    ms: fc.option(fc.double({ min: 0, max: 5000, noNaN: true }), { nil: undefined }),
  });
  fc.assert(fc.property(fc.array(sample, { maxLength: 3 * LATENCY_SAMPLES }), (samples) => {
    const window = new LatencyWindow(WINDOW_MS);
    const all: { at: number; ms: number | undefined }[] = [];
    let now = 0;
    for (const { waitMs, ms } of samples) {
      now += waitMs;
      window.add(now, ms);
      all.push({ at: now, ms });
      const kept = all.slice(-LATENCY_SAMPLES).filter(({ at }) => at >= now - WINDOW_MS);
      const good = kept.flatMap(({ ms }) => ms ?? []).toSorted((a, b) => a - b);
      const summary = window.summary(now)!;
      assertAlmostEquals(summary.failureRate, 1 - good.length / kept.length);
      assertEquals(summary.times?.median, good[(good.length - 1) >> 1]);
    }
  }));
});
