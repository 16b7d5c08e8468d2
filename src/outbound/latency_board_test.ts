import { assertAlmostEquals, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { LatencyBoard } from "./latency_board.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";

const MAX_MS = 1000;
const FAILED = { kind: "failed", cause: new Error("no answer") } as const;

Deno.test("score() is undefined when nothing is known, when the weight is 0, and for a stranger", () => {
  const { board } = open({ fresh: 1, unused: 0 });
  board.dialed("unused", 5);
  board.dialed("stranger", 5);
  for (const name of ["fresh", "unused", "stranger"]) assertEquals(board.score(name), undefined);
});

Deno.test("score() weighs the median, the failures threefold and the deviation", () => {
  const { board } = open({ a: 1 });
  // Median 100, deviation 50, one in four failed.
  for (const ms of [50, 100, 200, undefined]) board.dialed("a", ms);
  assertAlmostEquals(board.score("a")!, (0.1 + 3 / 4 + 0.05) / 5);
});

Deno.test("score() is divided by the weight", () => {
  const { board } = open({ light: 1, heavy: 4 });
  for (const name of ["light", "heavy"]) board.dialed(name, 100);
  assertAlmostEquals(board.score("heavy")!, board.score("light")! / 4);
});

Deno.test("score() is the worst when all has failed", () => {
  const { board } = open({ a: 1 });
  board.dialed("a", undefined);
  assertEquals(board.score("a"), 1);
});

Deno.test("score() goes by probes where there are any, not by how soon connections are up", () => {
  const { board } = open({ used: 1, spare: 1 });
  for (let i = 0; i < 50; i++) board.dialed("used", 10);
  board.probed("used", { kind: "answered", ms: 200 });
  board.probed("spare", { kind: "answered", ms: 100 });
  assertLess(board.score("spare")!, board.score("used")!);
});

Deno.test("score() sees connections fail though all probes are answered, and the other way round", () => {
  const { board } = open({ good: 1, a: 1, b: 1 });
  for (const name of ["good", "a", "b"]) {
    board.dialed(name, 10);
    board.probed(name, { kind: "answered", ms: 10 });
  }
  board.dialed("a", undefined);
  board.probed("b", FAILED);
  assertAlmostEquals(board.score("a")! - board.score("good")!, 3 / 2 / 5);
  assertAlmostEquals(board.score("b")!, board.score("a")!);
});

Deno.test("score() is unknown again when all samples have grown old", async () => {
  const { board, clock } = open({ a: 1 });
  board.dialed("a", 10);
  await clock.advance(60_001);
  assertEquals(board.score("a"), undefined);
});

const sample = fc.option(fc.double({ min: 0, max: 3 * MAX_MS, noNaN: true }), { nil: undefined });
const samples = fc.array(sample, { minLength: 1, maxLength: 100 });

Deno.test("score() is between 0 and 1 whatever was measured", () => {
  fc.assert(fc.property(samples, samples, (dials, probes) => {
    const { board } = open({ a: 1 });
    for (const ms of dials) board.dialed("a", ms);
    for (const ms of probes) board.probed("a", resultOf(ms));
    const score = board.score("a")!;
    assertLessOrEqual(0, score);
    assertLessOrEqual(score, 1);
  }));
});

Deno.test("score() does not improve by one more failure", () => {
  fc.assert(fc.property(samples, (dials) => {
    const { board } = open({ a: 1 });
    // As many as are kept: then the failure pushes nothing out.
    for (const ms of dials.slice(0, 63)) board.dialed("a", ms);
    const before = board.score("a")!;
    board.dialed("a", undefined);
    assertLessOrEqual(before, board.score("a")! + Number.EPSILON);
  }));
});

Deno.test("score() does not depend on the order of the samples", () => {
  fc.assert(fc.property(fc.array(sample, { minLength: 1, maxLength: 64 }), (dials) => {
    const { board } = open({ forth: 1, back: 1 });
    for (const ms of dials) board.dialed("forth", ms);
    for (const ms of dials.toReversed()) board.dialed("back", ms);
    assertEquals(board.score("forth"), board.score("back"));
  }));
});

function resultOf(ms: number | undefined) {
  return ms === undefined ? FAILED : { kind: "answered", ms } as const;
}

function open(weights: Readonly<Record<string, number>>) {
  const clock = new ManualClock();
  const board = new LatencyBoard({
    clock,
    windowMs: 60_000,
    maxMs: MAX_MS,
    weights: new Map(Object.entries(weights)),
  });
  return { board, clock };
}
