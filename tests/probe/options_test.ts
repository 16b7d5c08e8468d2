import { assertEquals, assertThrows } from "@std/assert";
import { CHOICES, FAMILIES } from "./families.ts";
import { parseOptions } from "./options.ts";

Deno.test("parseOptions() takes one method of each family when nothing is said", () => {
  const { choices, suite, format } = parseOptions([]);
  assertEquals(choices.map(({ family }) => family), FAMILIES);
  assertEquals(suite, {
    deadlineMs: 1000,
    trials: 50,
    attempts: 6,
    seed: 1,
    replayedAfter: [],
    isLoaded: false,
  });
  assertEquals(format, "text");
});

Deno.test("parseOptions() takes every method and more trials with --all", () => {
  const { choices, suite } = parseOptions(["--all", "--timeout", "59", "--seed", "3"]);
  assertEquals(choices, CHOICES);
  assertEquals(suite, {
    deadlineMs: 59_000,
    trials: 150,
    attempts: 6,
    seed: 3,
    replayedAfter: [31, 61],
    isLoaded: true,
  });
});

Deno.test("parseOptions() takes a method in every family that has it", () => {
  const { choices } = parseOptions(["--methods", "2022-blake3-aes-128-gcm"]);
  assertEquals(choices.map(({ method }) => method), Array(2).fill("2022-blake3-aes-128-gcm"));
});

Deno.test("parseOptions() refuses what it does not know", () => {
  assertThrows(() => parseOptions(["--methods", "rot13"]), RangeError, 'no such thing as "rot13"');
  assertThrows(() => parseOptions(["--trials", "many"]), RangeError, "not a number above 0");
  assertThrows(() => parseOptions(["--hard"]), RangeError, "Cannot understand --hard");
});
