import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { greatestDistance, probabilityOfOneSource } from "./kolmogorov_smirnov.ts";

const SAMPLE = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 });

Deno.test("greatestDistance() is that of the empirical distribution functions", () => {
  assertEquals(greatestDistance([1, 2, 3, 4], [1, 2, 3, 4]), 0);
  assertEquals(greatestDistance([1, 2], [3, 4]), 1);
  assertEquals(greatestDistance([1, 2, 3, 4], [3, 4, 5, 6]), 0.5);
});

Deno.test("greatestDistance() is what counting at every value finds", () => {
  const shareUpTo = (sample: readonly number[], value: number) =>
    sample.filter((other) => other <= value).length / sample.length;
  fc.assert(fc.property(SAMPLE, SAMPLE, (a, b) => {
    const distances = [...a, ...b].map((at) => Math.abs(shareUpTo(a, at) - shareUpTo(b, at)));
    assertAlmostEquals(greatestDistance(a, b), Math.max(...distances), 1e-12);
  }));
});

Deno.test("probabilityOfOneSource() follows the limit distribution", () => {
  // Kolmogorov's distribution has its 5 % point at 1.358 and its 1 % point at 1.628.
  const shifted = (shift: number) => Array.from({ length: 5000 }, (_, i) => i + shift);
  const at = (lambda: number) => Math.round(lambda * 5000 / Math.sqrt(2500));
  assertAlmostEquals(probabilityOfOneSource(shifted(0), shifted(at(1.358))), 0.05, 0.003);
  assertAlmostEquals(probabilityOfOneSource(shifted(0), shifted(at(1.628))), 0.01, 0.001);
});

Deno.test("probabilityOfOneSource() is 1 for the same sample, next to 0 for two that do not meet", () => {
  fc.assert(fc.property(SAMPLE, (sample) => probabilityOfOneSource(sample, sample) === 1));
  const one = Array.from({ length: 50 }, (_, i) => i);
  assert(probabilityOfOneSource(one, one.map((value) => value + 50)) < 1e-9);
});
