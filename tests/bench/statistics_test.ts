import { assertEquals, assertThrows } from "@std/assert";
import { median, percentile } from "./statistics.ts";

Deno.test("median() is the middle, or the mean of both middles", () => {
  assertEquals(median([10, 2, 9]), 9);
  assertEquals(median([4, 1, 3, 2]), 2.5);
});

Deno.test("percentile() is the nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  assertEquals([0, 0.5, 0.99, 1].map((share) => percentile(hundred, share)), [1, 50, 99, 100]);
  assertEquals([0.5, 0.99].map((share) => percentile([7, 5], share)), [5, 7]);
  assertThrows(() => percentile([], 0.5), RangeError, "nothing was measured");
});
