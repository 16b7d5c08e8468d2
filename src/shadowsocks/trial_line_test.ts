import { assert, assertEquals, assertRejects } from "@std/assert";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { TrialLine } from "./trial_line.ts";

/** Work for so long and the next must wait. */
const LONG_MS = 10;

Deno.test("TrialLine.take() gives the result at once when nobody is there", () => {
  const { line } = scene();
  assertEquals([line.take("a", () => 1), line.take("a", () => undefined)], [1, undefined]);
});

Deno.test("TrialLine.take() leaves the others twice the time that trials take", async () => {
  const { line, clock, work } = scene();
  assertEquals(await line.take("a", work("first")), "first");
  const second = line.take("b", work("second"));
  await clock.advance(2 * LONG_MS - 7);
  assertEquals(work.done, ["first"]);
  await clock.advance(5);
  assertEquals([await second, work.done], ["second", ["first", "second"]]);
});

Deno.test("TrialLine.take() asks for no rest before trials have taken 2 ms in a row", () => {
  let ms = 0;
  const clock = { now: () => ms, at: () => ({ cancel: () => {} }) };
  const line = new TrialLine({ clock, maxWaiting: 0 });
  const work = () => {
    ms += 0.7;
    return "done";
  };
  const inARow = [1, 2, 3, 4].map(() => line.take("a", work));
  assertEquals(inARow, ["done", "done", "done", undefined]);
  ms += 5;
  assertEquals([line.take("a", work), line.take("a", work)], ["done", "done"]);
});

Deno.test("TrialLine.take() lets one trial run at a time, in the order in which they came", async () => {
  const { line, clock } = scene();
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const begun: string[] = [];
  const take = (name: string, result: Promise<string>) =>
    line.take(name, () => {
      begun.push(name);
      return result;
    });
  const results = [
    take("a", first.promise),
    take("b", second.promise),
    take("c", Promise.resolve("c")),
  ];
  await settle();
  assertEquals(begun, ["a"]);
  first.resolve("a");
  await clock.advance(0);
  assertEquals(begun, ["a", "b"]);
  second.resolve("b");
  assertEquals(await Promise.all(results), ["a", "b", "c"]);
  assertEquals(begun, ["a", "b", "c"]);
});

Deno.test("TrialLine.take() turns away whom there is no place for, half of them for one client", async () => {
  const { line } = scene({ maxWaiting: 10 });
  const { promise, resolve } = Promise.withResolvers<string>();
  const first = line.take("a", () => promise);
  const crowd = Array.from({ length: 5 }, () => line.take("a", () => "a"));
  assertEquals(line.take("a", () => "a"), undefined);
  const others = ["b", "c", "d", "e", "f"].map((client) => line.take(client, () => client));
  assertEquals(line.take("g", () => "g"), undefined);
  resolve("first");
  assertEquals(await first, "first");
  assertEquals(await Promise.all(crowd), Array(5).fill("a"));
  assertEquals(await Promise.all(others), ["b", "c", "d", "e", "f"]);
  assertEquals(line.take("a", () => "a"), "a");
});

Deno.test("TrialLine.take() turns everybody away who would have to wait, where there are no places", async () => {
  const { line } = scene({ maxWaiting: 0 });
  const { promise, resolve } = Promise.withResolvers<string>();
  const first = line.take("a", () => promise);
  assertEquals(line.take("b", () => "b"), undefined);
  resolve("first");
  assertEquals([await first, line.take("b", () => "b")], ["first", "b"]);
});

Deno.test("TrialLine.take() rejects as the trial does, and goes on", async () => {
  const { line } = scene();
  const broken = line.take("a", () => {
    throw new Error("broken");
  });
  const waiting = line.take("b", () => Promise.reject(new Error("broken as well")));
  const next = line.take("c", () => "c");
  await assertRejects(async () => await broken, Error, "broken");
  await assertRejects(async () => await waiting, Error, "broken as well");
  assertEquals(await next, "c");
  assert(line.take("d", () => "d") === "d");
});

function scene({ maxWaiting = 100 } = {}) {
  const clock = new ManualClock();
  const line = new TrialLine({ clock, maxWaiting });
  const done: string[] = [];
  /** A trial that takes {@link LONG_MS}. */
  const work = Object.assign((name: string) => async () => {
    await clock.advance(LONG_MS);
    done.push(name);
    return name;
  }, { done });
  return { clock, line, work };
}
