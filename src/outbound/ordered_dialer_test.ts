import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { turn } from "../../tests/support/turn.ts";
import { type WatchedConn, watchedPipe } from "../../tests/support/watched_conn.ts";
import { DialError } from "../net/dial_failure.ts";
import type { ReportedStage } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { OrderedDialer } from "./ordered_dialer.ts";

const TARGET = { host: "target.example", port: 443 };

class Scene {
  readonly clock = new ManualClock();
  readonly ways = [new FakeDialer(), new FakeDialer(), new FakeDialer()] as const;
  readonly stages: ReportedStage[] = [];
  readonly abort = new AbortController();
  readonly dialed: Promise<StreamConn>;

  constructor() {
    const dialer = new OrderedDialer({ dialers: this.ways, attemptMs: 3000, clock: this.clock });
    this.dialed = dialer.dial(TARGET, {
      signal: this.abort.signal,
      progress: (stage) => this.stages.push(stage),
    });
    this.dialed.catch(() => {});
  }

  /** How often each way was tried. */
  get tried(): readonly number[] {
    return this.ways.map(({ dials }) => dials.length);
  }

  async fail(way: 0 | 1 | 2, failure: "refused" | "other" | "name_not_found"): Promise<void> {
    this.ways[way].last.fail(failure);
    await turn();
  }

  succeed(way: 0 | 1 | 2): WatchedConn {
    const { near } = watchedPipe();
    this.ways[way].last.succeed(near);
    return near;
  }
}

Deno.test("OrderedDialer.dial() tries no other way when the first is good", async () => {
  const scene = new Scene();
  assertEquals(scene.ways[0].last.address, TARGET);
  const conn = scene.succeed(0);
  assertStrictEquals(await scene.dialed, conn);
  assertEquals([scene.tried, scene.clock.pending], [[1, 0, 0], 0]);
  assertEquals(conn.closed, false);
});

Deno.test("OrderedDialer.dial() tries the next way at once when one fails", async () => {
  const scene = new Scene();
  await scene.fail(0, "refused");
  assertEquals(scene.tried, [1, 1, 0]);
  await scene.fail(1, "name_not_found");
  assertEquals(scene.tried, [1, 1, 1]);
  const conn = scene.succeed(2);
  assertStrictEquals(await scene.dialed, conn);
  assertEquals(scene.clock.pending, 0);
  assertEquals(scene.stages, ["CONNECTING", "CONNECTING", "CONNECTING"]);
});

Deno.test("OrderedDialer.dial() tries the next way when one takes too long", async () => {
  const scene = new Scene();
  await scene.clock.advance(2999);
  assertEquals(scene.tried, [1, 0, 0]);
  await scene.clock.advance(1);
  assert(scene.ways[0].last.signal.aborted);
  assertEquals(scene.tried, [1, 1, 0]);
  await scene.clock.advance(2999);
  const conn = scene.succeed(1);
  assertStrictEquals(await scene.dialed, conn);
  assertEquals(scene.clock.pending, 0);
});

Deno.test("OrderedDialer.dial() rejects with the last way's failure when none is good", async () => {
  const scene = new Scene();
  await scene.fail(0, "refused");
  await scene.fail(1, "other");
  await scene.fail(2, "name_not_found");
  assertEquals((await assertRejects(() => scene.dialed, DialError)).failure, "name_not_found");
  assertEquals(scene.clock.pending, 0);
});

Deno.test('OrderedDialer.dial() rejects with "timed_out" when the last way takes too long', async () => {
  const scene = new Scene();
  for (let i = 0; i < 3; i++) await scene.clock.advance(3000);
  assertEquals((await assertRejects(() => scene.dialed, DialError)).failure, "timed_out");
  assertEquals([scene.tried, scene.clock.pending], [[1, 1, 1], 0]);
});

Deno.test("OrderedDialer.dial() tries no other way when it is aborted", async () => {
  const scene = new Scene();
  await scene.fail(0, "refused");
  const reason = new DialError("cancelled", "Gave up: the client has left");
  scene.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => scene.dialed, DialError), reason);
  assertEquals([scene.tried, scene.clock.pending], [[1, 1, 0], 0]);
});
