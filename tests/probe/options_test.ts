import { assertEquals, assertThrows } from "@std/assert";
import { FAMILIES } from "./families.ts";
import { parseOptions } from "./options.ts";

Deno.test("parseOptions() takes one method of each family when nothing is said", () => {
  const { methods, suite, format } = parseOptions([]);
  assertEquals(methods.length, FAMILIES.length);
  assertEquals(suite, {
    deadlineMs: 1000,
    trials: 50,
    seed: 1,
    replayedAfter: [],
    isLoaded: false,
  });
  assertEquals(format, "text");
});

Deno.test("parseOptions() takes every method and more trials with --all", () => {
  const { methods, suite } = parseOptions(["--all", "--timeout", "59", "--seed", "3"]);
  assertEquals(methods, FAMILIES.flatMap(({ methods }) => methods));
  assertEquals(suite, {
    deadlineMs: 59_000,
    trials: 150,
    seed: 3,
    replayedAfter: [31, 61],
    isLoaded: true,
  });
});

Deno.test("parseOptions() refuses what it does not know", () => {
  assertThrows(() => parseOptions(["--methods", "rot13"]), RangeError, 'no such thing as "rot13"');
  assertThrows(() => parseOptions(["--trials", "many"]), RangeError, "not a number above 0");
  assertThrows(() => parseOptions(["--hard"]), RangeError, "Cannot understand --hard");
});
