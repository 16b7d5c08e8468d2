import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import { DialError } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { TimedDialer } from "./timed_dialer.ts";

const TARGET = { host: "server.example", port: 8388 };

class Scene {
  readonly clock = new ManualClock();
  readonly lower = new FakeDialer();
  readonly abort = new AbortController();

  dial(): Promise<StreamConn> {
    const dialer = new TimedDialer({ dialer: this.lower, limitMs: 3000, clock: this.clock });
    const { signal } = this.abort;
    const dialed = dialer.dial(TARGET, { signal, client: "alice", progress: () => {} });
    dialed.catch(() => {});
    return dialed;
  }
}

Deno.test("TimedDialer.dial() hands on what comes in time, and forgets the time then", async () => {
  const scene = new Scene();
  const dialed = scene.dial();
  await scene.clock.advance(2999);
  const { address, client } = scene.lower.last;
  assertEquals([address, client], [TARGET, "alice"]);
  const { near } = watchedPipe();
  scene.lower.last.succeed(near);
  assertStrictEquals(await dialed, near);
  assertEquals(scene.clock.pending, 0);
  scene.abort.abort();
  assertEquals(scene.lower.last.signal.aborted, false);
});

Deno.test("TimedDialer.dial() gives up when it takes too long", async () => {
  const scene = new Scene();
  const dialed = scene.dial();
  await scene.clock.advance(3000);
  assertEquals((await assertRejects(() => dialed, DialError)).failure, "timed_out");
});

Deno.test("TimedDialer.dial() hands on a failure", async () => {
  const scene = new Scene();
  const dialed = scene.dial();
  scene.lower.last.fail("refused");
  assertEquals((await assertRejects(() => dialed, DialError)).failure, "refused");
  assertEquals(scene.clock.pending, 0);
});

Deno.test("TimedDialer.dial() ends when it is aborted, before or while it dials", async () => {
  for (const isEarly of [true, false]) {
    const scene = new Scene();
    const reason = new DialError("cancelled", "Gave up: the client has left");
    if (isEarly) scene.abort.abort(reason);
    const dialed = scene.dial();
    scene.abort.abort(reason);
    assertStrictEquals(await assertRejects(() => dialed), reason);
    assertEquals(scene.clock.pending, 0);
  }
});
