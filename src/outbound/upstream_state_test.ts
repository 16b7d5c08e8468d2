import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { UpstreamDiary } from "../../tests/support/upstream_diary.ts";
import { DialError } from "../net/dial_failure.ts";
import { UpstreamState } from "./upstream_state.ts";

const RETRY_MS = 300_000;
const REFUSED = new DialError("refused", "Cannot connect: refused", { at: "upstream" });

class Scene {
  now = 1000;
  readonly diary = new UpstreamDiary();
  readonly state: UpstreamState;

  constructor(failThreshold = 2) {
    this.state = new UpstreamState({
      name: "a",
      failThreshold,
      retryMs: RETRY_MS,
      clock: { now: () => this.now },
      observer: this.diary,
    });
  }

  fail(times = 1): void {
    for (let i = 0; i < times; i++) this.state.failed(REFUSED);
  }
}

Deno.test("UpstreamState is up until as many failures as the threshold have come within retryMs", () => {
  const scene = new Scene(3);
  assert(scene.state.isSpotless);
  scene.fail(2);
  assertEquals([scene.state.isSpotless, scene.state.isDown], [false, false]);
  assertEquals([scene.state.isUsable, scene.state.admit()], [true, "free"]);
  scene.fail();
  assertEquals([scene.state.isDown, scene.state.isUsable], [true, false]);
  assertEquals(scene.state.admit(), "refused");
  assertEquals([scene.diary.lines, scene.diary.causes], [["a down"], [REFUSED]]);
});

Deno.test("UpstreamState counts from 1 again when the first failure is older than retryMs", () => {
  const scene = new Scene();
  scene.fail();
  scene.now += RETRY_MS + 1;
  scene.fail();
  assertEquals(scene.state.isDown, false);
  scene.now += RETRY_MS;
  scene.fail();
  assertEquals(scene.state.isDown, true);
});

Deno.test("UpstreamState is left alone for retryMs from the failure that marks it down", () => {
  const scene = new Scene();
  scene.fail();
  scene.now += RETRY_MS - 1;
  scene.fail();
  scene.now += RETRY_MS - 1;
  assertEquals([scene.state.isUsable, scene.state.admit()], [false, "refused"]);
  scene.now += 1;
  assertEquals([scene.state.isUsable, scene.state.admit()], [true, "trial"]);
});

Deno.test("UpstreamState admits one trial at a time, and the next when that one has shown nothing", () => {
  const scene = new Scene();
  scene.fail(2);
  scene.now += RETRY_MS;
  assertEquals(scene.state.admit(), "trial");
  assertEquals([scene.state.isUsable, scene.state.admit()], [false, "refused"]);
  scene.state.abandonTrial();
  assertEquals([scene.state.isUsable, scene.state.admit()], [true, "trial"]);
});

Deno.test("UpstreamState is left alone for as long again when the trial fails, and says nothing of it", () => {
  const scene = new Scene();
  scene.fail(2);
  scene.now += RETRY_MS;
  scene.state.admit();
  scene.fail();
  assertEquals(scene.state.admit(), "refused");
  scene.now += RETRY_MS;
  assertEquals(scene.state.admit(), "trial");
  assertEquals(scene.diary.lines, ["a down"]);
});

Deno.test("UpstreamState is up and spotless once it has served, and can go down again", () => {
  const scene = new Scene();
  scene.fail(2);
  scene.now += RETRY_MS;
  scene.state.admit();
  scene.state.succeeded();
  assertEquals([scene.state.isSpotless, scene.state.admit()], [true, "free"]);
  scene.fail();
  assertEquals(scene.state.isDown, false);
  scene.fail();
  assertEquals(scene.diary.lines, ["a down", "a back", "a down"]);
});

Deno.test("UpstreamState forgets failures once it has served, and tells nobody that it was never down", () => {
  const scene = new Scene();
  scene.fail();
  scene.state.succeeded();
  scene.fail();
  assertEquals([scene.state.isDown, scene.diary.lines], [false, []]);
});

Deno.test("UpstreamState forgets a trial that nobody has told the outcome of", () => {
  const scene = new Scene();
  scene.fail(2);
  scene.now += RETRY_MS;
  assertEquals(scene.state.admit(), "trial");
  scene.now += RETRY_MS - 1;
  assertEquals(scene.state.admit(), "refused");
  scene.now += 1;
  assertEquals(scene.state.admit(), "trial");
});

type Step = "fail" | "serve" | "admit" | "abandon" | number;

const STEPS = fc.array(
  fc.oneof(
    fc.constantFrom<Step>("fail", "serve", "admit", "abandon"),
    fc.constantFrom<Step>(1, 1000, RETRY_MS - 1, RETRY_MS, RETRY_MS + 1),
  ),
  { maxLength: 60 },
);

Deno.test("UpstreamState agrees with its whole history, whatever happens", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), STEPS, (threshold, steps) => {
    const scene = new Scene(threshold);
    const history = new History(threshold);
    for (const step of steps) {
      if (typeof step === "number") scene.now += step;
      else if (step === "fail") scene.fail();
      else if (step === "serve") scene.state.succeeded();
      else if (step === "abandon") scene.state.abandonTrial();
      const admission = step === "admit" ? scene.state.admit() : undefined;
      history.add(step, scene.now);
      if (admission === "trial") history.tried(scene.now);
      const { isDown } = scene.state;
      assertEquals(isDown, history.isDown);
      if (admission !== undefined) assertEquals(admission === "free", !isDown);
      assertEquals(scene.state.isUsable, !isDown || history.quietFor(scene.now) >= RETRY_MS);
    }
    // Goes down and comes back in turns.
    const expected = scene.diary.lines.map((_, i) => i % 2 === 0 ? "a down" : "a back");
    assertEquals(scene.diary.lines, expected);
    assertEquals(scene.diary.lines.length % 2 === 1, scene.state.isDown);
  }));
});

/** The slow clear twin: times of all failures since it has served last, and what follows from them. */
class History {
  readonly #threshold: number;
  #failures: number[] = [];
  #downSince: number | undefined;
  #trialAt = -Infinity;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  get isDown(): boolean {
    return this.#downSince !== undefined;
  }

  add(step: Step, now: number): void {
    if (step === "serve") [this.#failures, this.#downSince] = [[], undefined];
    if (step === "fail") this.#fail(now);
    if (typeof step === "string" && step !== "admit") this.#trialAt = -Infinity;
  }

  tried(now: number): void {
    this.#trialAt = now;
  }

  quietFor(now: number): number {
    return now - Math.max(this.#downSince ?? -Infinity, this.#trialAt);
  }

  #fail(now: number): void {
    const first = this.#failures[0] ?? now;
    this.#failures = now - first <= RETRY_MS ? [...this.#failures, now] : [now];
    if (this.isDown || this.#failures.length === this.#threshold) this.#downSince = now;
  }
}
