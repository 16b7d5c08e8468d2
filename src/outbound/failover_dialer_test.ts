import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { ManagedWays, RETRY_MS, upstreamError } from "../../tests/support/managed_ways.ts";
import { turn } from "../../tests/support/turn.ts";
import { type WatchedConn, watchedPipe } from "../../tests/support/watched_conn.ts";
import { DialError, type DialFailure } from "../net/dial_failure.ts";
import type { ReportedStage } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { FailoverDialer, type FailoverLimits } from "./failover_dialer.ts";
import { HashPicker } from "./hash_picker.ts";
import { LatchedPicker } from "./latched_picker.ts";
import { OrderedPicker } from "./ordered_picker.ts";
import type { Picker } from "./picker.ts";
import { StrictPicker } from "./strict_picker.ts";

const TARGET = { host: "2001:db8::1", port: 0x1234 };
const LIMITS: FailoverLimits = {
  attempts: 4,
  attemptsPerUpstream: 1,
  connectMs: 3000,
  handshakeMs: 30_000,
};

interface SceneOptions {
  readonly picker?: Picker;
  readonly limits?: Partial<FailoverLimits>;
  readonly goesDirect?: boolean;
  readonly weights?: readonly number[];
}

class Scene extends ManagedWays {
  readonly direct = new FakeDialer();
  readonly stages: ReportedStage[] = [];
  readonly abort = new AbortController();
  readonly dialer: FailoverDialer;

  constructor(names: string, options: SceneOptions = {}) {
    super(names);
    const { picker = new OrderedPicker(), limits, goesDirect = false, weights = [] } = options;
    this.dialer = new FailoverDialer({
      ways: this.ways.map((way, i) => ({
        ...way,
        weights: { streams: weights[i] ?? 1, packets: 1 },
      })),
      picker,
      limits: { ...LIMITS, ...limits },
      direct: goesDirect ? this.direct : undefined,
      clock: this.clock,
      observer: this.diary,
    });
  }

  dial(source?: string): Promise<StreamConn> {
    const dialed = this.dialer.dial(TARGET, {
      signal: this.abort.signal,
      source,
      user: "alice",
      progress: (stage) => this.stages.push(stage),
    });
    dialed.catch(() => {});
    return dialed;
  }

  async fail(way: number, failure: DialFailure = "refused"): Promise<void> {
    this.dialers[way]!.last.failOddly(upstreamError(failure));
    await turn();
  }

  async answer(way: number, failure: DialFailure): Promise<void> {
    this.dialers[way]!.last.fail(failure);
    await turn();
  }

  succeed(way: number): WatchedConn {
    const { near } = watchedPipe();
    this.dialers[way]!.last.succeed(near);
    return near;
  }
}

Deno.test("FailoverDialer.dial() hands on what the only way gives, as it is", async () => {
  const scene = new Scene("a");
  const dialed = scene.dial();
  assertEquals(scene.dialers[0]!.last.address, TARGET);
  assertStrictEquals(scene.dialers[0]!.last.signal, scene.abort.signal);
  const conn = scene.succeed(0);
  assertStrictEquals(await dialed, conn);
  assertEquals([scene.clock.pending, scene.diary.lines, scene.stages], [0, [], ["CONNECTING"]]);
});

Deno.test("FailoverDialer.dial() goes on to the next way at once, and blames the one that failed", async () => {
  const scene = new Scene("abc");
  const dialed = scene.dial();
  await scene.fail(0);
  assertEquals(scene.dials, "1 1 0");
  await scene.fail(1, "timed_out");
  assertEquals(scene.dials, "1 1 1");
  assertEquals(scene.dialers[2]!.last.address, TARGET);
  scene.succeed(2);
  await dialed;
  assertEquals(scene.diary.lines, ["a moved on", "b moved on"]);
  assertEquals(scene.states.map(({ isSpotless }) => isSpotless), [false, false, true]);
});

Deno.test("FailoverDialer.dial() takes what is said of the target for an answer", async () => {
  for (const failure of ["refused", "timed_out", "name_not_found", "denied", "other"] as const) {
    const scene = new Scene("ab");
    const dialed = scene.dial();
    await scene.answer(0, failure);
    const error = await assertRejects(() => dialed, DialError);
    assertEquals([error.failure, error.at, scene.dials], [failure, "target", "1 0"]);
    assert(scene.states[0]!.isSpotless);
    assertEquals(scene.diary.lines, []);
  }
});

Deno.test("FailoverDialer.dial() tries the same upstream as often as it may, and blames it once", async () => {
  const scene = new Scene("ab", { limits: { attemptsPerUpstream: 2 } });
  const dialed = scene.dial();
  await scene.fail(0);
  assertEquals([scene.dials, scene.states[0]!.isSpotless], ["2 0", true]);
  await scene.fail(0);
  assertEquals(scene.dials, "2 1");
  assertEquals([scene.states[0]!.isSpotless, scene.states[0]!.isDown], [false, false]);
  await scene.fail(1);
  await scene.fail(1);
  await assertRejects(() => dialed, DialError);
  assertEquals(scene.diary.lines, ["a moved on", "a moved on", "b moved on"]);
});

Deno.test("FailoverDialer.dial() makes no more attempts than it may in all", async () => {
  const scene = new Scene("abcd", { limits: { attempts: 3, attemptsPerUpstream: 2 } });
  const dialed = scene.dial();
  for (const way of [0, 0, 1]) await scene.fail(way);
  await assertRejects(() => dialed, DialError);
  assertEquals(scene.dials, "2 1 0 0");
  assertEquals(scene.states.map(({ isSpotless }) => isSpotless), [false, false, true, true]);
});

Deno.test("FailoverDialer.dial() says of every attempt why it failed, in the words of the last failure", async () => {
  const scene = new Scene("ab");
  const dialed = scene.dial();
  await scene.fail(0, "timed_out");
  await scene.fail(1, "refused");
  const error = await assertRejects(() => dialed, DialError);
  assertEquals([error.failure, error.at], ["refused", "upstream"]);
  assertEquals(
    error.message,
    "Cannot reach the target in 2 attempts: a: Cannot reach the server: timed_out; " +
      "b: Cannot reach the server: refused",
  );
});

Deno.test("FailoverDialer.dial() fails with the one failure there is, as it is", async () => {
  const scene = new Scene("a");
  const dialed = scene.dial();
  const failure = upstreamError("refused");
  scene.dialers[0]!.last.failOddly(failure);
  assertStrictEquals(await assertRejects(() => dialed), failure);
});

Deno.test("FailoverDialer.dial() ends at once when it is aborted, and blames nobody", async () => {
  const scene = new Scene("ab");
  const dialed = scene.dial();
  await scene.fail(0);
  const reason = new DialError("timed_out", "Cannot connect: no answer in time", {
    at: "upstream",
  });
  scene.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => dialed), reason);
  assertEquals([scene.dials, scene.states[1]!.isSpotless], ["1 1", true]);
});

Deno.test("FailoverDialer.dial() does not take a defect for a failure", async () => {
  const scene = new Scene("ab");
  const dialed = scene.dial();
  scene.dialers[0]!.last.failOddly(new TypeError("Cannot read properties"));
  await assertRejects(() => dialed, TypeError);
  assertEquals([scene.dials, scene.states[0]!.isSpotless], ["1 0", true]);
});

Deno.test("FailoverDialer.dial() leaves an upstream alone that is down", async () => {
  const scene = new Scene("ab");
  for (let i = 0; i < 2; i++) {
    scene.dial();
    await scene.fail(0);
  }
  assertEquals(scene.diary.take(), ["a moved on", "a down", "a moved on"]);
  scene.dial();
  assertEquals(scene.dials, "2 3");
});

Deno.test("FailoverDialer.dial() tries an upstream again after retryMs, with one connection at a time", async () => {
  const scene = new Scene("ab");
  scene.markDown(0);
  await scene.clock.advance(RETRY_MS);
  const trial = scene.dial();
  scene.dial();
  scene.dial();
  assertEquals(scene.dials, "1 2");
  scene.succeed(0);
  await trial;
  // To be up again takes more than a port that answers.
  scene.dial();
  assertEquals(scene.dials, "1 3");
});

Deno.test("FailoverDialer.dial() has an upstream back once something has come through it", async () => {
  const scene = new Scene("ab");
  scene.markDown(0);
  await scene.clock.advance(RETRY_MS);
  const dialed = scene.dial();
  const { near, far } = watchedPipe();
  scene.dialers[0]!.last.succeed(near);
  const [chunk] = await Promise.all([(await dialed).read(), far.write(new Uint8Array(3))]);
  assertEquals(chunk!.length, 3);
  assertEquals(scene.diary.lines, ["a back"]);
  scene.dial();
  assertEquals(scene.dials, "2 0");
});

Deno.test("FailoverDialer.dial() lets the next try when a trial is given up", async () => {
  const scene = new Scene("ab");
  scene.markDown(0);
  await scene.clock.advance(RETRY_MS);
  const trial = scene.dial();
  await scene.answer(0, "refused");
  await assertRejects(() => trial, DialError);
  const second = scene.dial();
  scene.succeed(0);
  (await second).close();
  scene.dial();
  assertEquals(scene.dials, "3 0");
});

Deno.test("FailoverDialer.dial() leaves a trial to the connection that makes it", async () => {
  const scene = new Scene("ab");
  const earlier = scene.dial();
  scene.succeed(0);
  const conn = await earlier;
  scene.markDown(0);
  await scene.clock.advance(RETRY_MS);
  scene.dial();
  conn.close();
  scene.dial();
  assertEquals(scene.dials, "2 1");
});

Deno.test("FailoverDialer.dial() watches the only way for as long as a failure counts against it", async () => {
  const scene = new Scene("a");
  scene.states[0]!.failed(upstreamError("refused"));
  const dialed = scene.dial();
  const { near, far } = watchedPipe();
  scene.dialers[0]!.last.succeed(near);
  await Promise.all([(await dialed).read(), far.write(new Uint8Array(3))]);
  assert(scene.states[0]!.isSpotless);
});

Deno.test("FailoverDialer.dial() tries upstreams that are down when there is nothing else", async () => {
  const scene = new Scene("abc");
  scene.markDown(0, 2);
  const dialed = scene.dial();
  await scene.fail(1);
  await scene.fail(0);
  assertEquals(scene.dials, "1 1 1");
  scene.succeed(2);
  await dialed;
});

Deno.test("FailoverDialer.dial() tries an upstream that another connection tries already when there is nothing else", async () => {
  for (const goesDirect of [false, true]) {
    const scene = new Scene("ab", { goesDirect });
    scene.markDown(1);
    await scene.clock.advance(RETRY_MS);
    scene.dial();
    scene.dial();
    for (const dial of scene.dialers[0]!.dials) dial.failOddly(upstreamError("refused"));
    await turn();
    assertEquals(scene.dials, goesDirect ? "2 1" : "2 2");
    assertEquals(scene.direct.dials.length, goesDirect ? 1 : 0);
  }
});

Deno.test("FailoverDialer.dial() tries an upstream that has gone down meanwhile when there is nothing else", async () => {
  const scene = new Scene("ab");
  scene.dial();
  scene.markDown(1);
  await scene.fail(0);
  assertEquals(scene.dials, "1 1");
});

Deno.test("FailoverDialer.dial() does not try upstreams that are down because of what one target does", async () => {
  const scene = new Scene("ab");
  scene.markDown(1);
  const dialed = scene.dial();
  const { near, far } = watchedPipe();
  scene.dialers[0]!.last.succeed(near);
  const conn = await dialed;
  await far.closeWrite();
  assertEquals(await conn.read(), null);
  assertEquals(scene.dials, "1 0");
});

Deno.test("FailoverDialer.dial() goes direct when all upstreams are down, if it may", async () => {
  const scene = new Scene("ab", { goesDirect: true });
  scene.markDown(0, 1);
  const dialed = scene.dial();
  assertEquals(scene.dials, "0 0");
  const { near } = watchedPipe();
  scene.direct.last.succeed(near);
  assertStrictEquals(await dialed, near);
});

Deno.test("FailoverDialer.dial() goes direct when all upstreams have failed, which is no attempt of theirs", async () => {
  const limits = { attempts: 4, attemptsPerUpstream: 2 };
  const scene = new Scene("ab", { goesDirect: true, limits });
  const dialed = scene.dial();
  for (const way of [0, 0, 1, 1]) await scene.fail(way);
  scene.direct.last.fail("refused");
  const error = await assertRejects(() => dialed, DialError);
  assertEquals([error.failure, error.at], ["refused", "target"]);
});

Deno.test("FailoverDialer.dial() says that it goes direct after all", async () => {
  const scene = new Scene("a", { goesDirect: true });
  const reached: string[] = [];
  const dialed = scene.dialer.dial(TARGET, {
    signal: scene.abort.signal,
    progress: () => {},
    reached: (upstream) => reached.push(upstream),
  });
  await scene.fail(0);
  scene.direct.last.succeed(watchedPipe().near);
  await dialed;
  assertEquals(reached, ["direct"]);
});

Deno.test("FailoverDialer.dial() goes direct once", async () => {
  const scene = new Scene("a", { goesDirect: true, limits: { attemptsPerUpstream: 2 } });
  scene.markDown(0);
  const dialed = scene.dial();
  scene.direct.last.fail("timed_out");
  assertEquals((await assertRejects(() => dialed, DialError)).failure, "timed_out");
  assertEquals([scene.direct.dials.length, scene.dials], [1, "0"]);
});

Deno.test("FailoverDialer.dial() does not go direct while there are upstreams that it has not tried", async () => {
  const scene = new Scene("abc", { goesDirect: true, limits: { attempts: 2 } });
  const dialed = scene.dial();
  await scene.fail(0);
  await scene.fail(1);
  await assertRejects(() => dialed, DialError);
  assertEquals(scene.direct.dials.length, 0);
});

Deno.test("FailoverDialer.dial() picks no upstream that weighs nothing", async () => {
  const scene = new Scene("abc", { weights: [0, 1, 0] });
  const dialed = scene.dial();
  await scene.fail(1);
  await assertRejects(() => dialed, DialError);
  assertEquals(scene.dials, "0 1 0");
});

Deno.test("FailoverDialer needs a way", () => {
  assertThrows(() => new Scene("ab", { weights: [0, 0] }), RangeError);
});

Deno.test("FailoverDialer.dial() asks the picker about those that are up", async () => {
  const scene = new Scene("abc", { picker: new StrictPicker() });
  scene.markDown(1);
  for (let i = 0; i < 4; i++) scene.dial();
  assertEquals(scene.dials, "2 0 2");
  await scene.fail(0);
  assertEquals(scene.dials, "2 0 3");
});

Deno.test("FailoverDialer.dial() asks the picker about those that are down when all are", () => {
  const scene = new Scene("abc", { picker: new StrictPicker() });
  scene.markDown(0, 1, 2);
  for (let i = 0; i < 3; i++) scene.dial();
  assertEquals(scene.dials, "1 1 1");
});

Deno.test("FailoverDialer.dial() asks the picker about those that are up alone, as long as there are any", () => {
  const asked: string[] = [];
  const picker: Picker = {
    order(candidates) {
      asked.push(candidates.map(({ name }) => name).join(""));
      return candidates;
    },
  };
  const scene = new Scene("abcd", { picker });
  scene.markDown(1, 3);
  scene.dial();
  assertEquals(asked, ["ac"]);
});

Deno.test("FailoverDialer.dial() tells the picker what it has told it of the client", () => {
  const asked: unknown[] = [];
  const picker = new HashPicker((request) => {
    asked.push(request);
    return undefined;
  });
  new Scene("ab", { picker }).dial("192.0.2.7");
  assertEquals(asked, [{ target: TARGET, source: "192.0.2.7" }]);
});

Deno.test("FailoverDialer.dial() tells the picker who has served", async () => {
  const scene = new Scene("ab", { picker: new LatchedPicker() });
  const dialed = scene.dial();
  await scene.fail(0);
  scene.succeed(1);
  await dialed;
  scene.dial();
  assertEquals(scene.dials, "1 2");
});
