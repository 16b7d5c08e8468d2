import { assertEquals, assertRejects, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import { DialError, type DialFailure } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { throughProxy } from "./proxy_handshake.ts";
import { ProxyRefusal } from "./proxy_refusal.ts";

const PROXY = { host: "2001:db8::7", port: 1080 };

class Scene {
  readonly clock = new ManualClock();
  readonly transport = new FakeDialer();
  readonly pipe = watchedPipe();
  readonly abort = new AbortController();

  start<T>(talk: (conn: StreamConn) => Promise<T>): Promise<T> {
    const parts = {
      proxy: PROXY,
      transport: this.transport,
      clock: this.clock,
      handshakeMs: 30_000,
    };
    return throughProxy(parts, { signal: this.abort.signal, progress: () => {} }, talk);
  }

  /** As `start`, once the proxy is reached. */
  async talk<T>(talk: (conn: StreamConn) => Promise<T>): Promise<{ readonly result: Promise<T> }> {
    const result = this.start(talk);
    result.catch(() => {});
    await turn();
    this.transport.last.succeed(this.pipe.near);
    await turn();
    return { result };
  }

  get isReleased(): boolean {
    return this.pipe.near.closed && this.clock.pending === 0;
  }
}

/** Waits for a proxy that has nothing to say. */
function listen(conn: StreamConn): Promise<unknown> {
  return conn.read();
}

Deno.test("throughProxy() dials the proxy, and hands out what the talk makes of the connection", async () => {
  const scene = new Scene();
  const { result } = await scene.talk((conn) => Promise.resolve({ conn }));
  assertStrictEquals((await result).conn, scene.pipe.near);
  assertEquals(scene.transport.last.address, PROXY);
  assertEquals([scene.pipe.near.closed, scene.clock.pending], [false, 0]);
  await scene.clock.advance(60_000);
  assertEquals(scene.pipe.near.closed, false);
});

Deno.test("throughProxy() does not blame the upstream for what we have run out of", async () => {
  const scene = new Scene();
  const result = scene.start(listen);
  await turn();
  scene.transport.last.failOddly(new DialError("other", "Too many open files", { at: "here" }));
  assertEquals((await assertRejects(() => result, DialError)).at, "here");
});

for (
  const failure of ["refused", "timed_out", "denied", "name_not_found"] satisfies DialFailure[]
) {
  Deno.test(`throughProxy() blames the upstream when the proxy itself is ${failure}`, async () => {
    const scene = new Scene();
    const result = scene.start(listen);
    await turn();
    scene.transport.last.fail(failure);
    const error = await assertRejects(() => result, DialError);
    assertEquals([error.failure, error.at], [failure, "upstream"]);
    assertStringIncludes(error.message, "[2001:db8::7]:1080");
  });
}

Deno.test("throughProxy() gives a silent proxy its time and no more, and closes", async () => {
  const scene = new Scene();
  const { result } = await scene.talk(listen);
  await scene.clock.advance(29_999);
  assertEquals(scene.pipe.near.closed, false);
  await scene.clock.advance(1);
  const error = await assertRejects(() => result, DialError);
  assertEquals([error.failure, error.at], ["timed_out", "upstream"]);
  assertEquals(scene.isReleased, true);
});

Deno.test("throughProxy() gives a proxy that speaks byte by byte no more time", async () => {
  const scene = new Scene();
  const { result } = await scene.talk(async (conn) => {
    for (;;) await conn.read();
  });
  for (let second = 0; second < 29; second++) {
    await scene.pipe.far.write(Uint8Array.of(5));
    await scene.clock.advance(1000);
  }
  await scene.clock.advance(1000);
  assertEquals((await assertRejects(() => result, DialError)).failure, "timed_out");
  assertEquals(scene.isReleased, true);
});

Deno.test("throughProxy() ends with the reason of an abort while the proxy is dialed or talked to", async () => {
  const reason = new DialError("cancelled", "Gave up: the client has left");
  const dialing = new Scene();
  const result = dialing.start(listen);
  await turn();
  dialing.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => result), reason);

  const talking = new Scene();
  const talk = await talking.talk(listen);
  talking.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => talk.result), reason);
  assertEquals(talking.isReleased, true);
});

Deno.test("throughProxy() rejects with a DialError when the reason of an abort is none", async () => {
  const scene = new Scene();
  const { result } = await scene.talk(listen);
  scene.abort.abort();
  assertEquals((await assertRejects(() => result, DialError)).failure, "cancelled");
});

Deno.test("throughProxy() tells a refusal in its own words, and says of which proxy", async () => {
  const scene = new Scene();
  const { result } = await scene.talk(() =>
    Promise.reject(new ProxyRefusal("it answers 5", { failure: "refused", at: "target" }))
  );
  const error = await assertRejects(() => result, DialError);
  assertEquals([error.failure, error.at], ["refused", "target"]);
  assertEquals(
    error.message,
    "Cannot connect through the proxy [2001:db8::7]:1080: it answers 5",
  );
  assertEquals(scene.isReleased, true);
});

Deno.test("throughProxy() blames the upstream for a connection that breaks", async () => {
  const scene = new Scene();
  const { result } = await scene.talk(listen);
  scene.pipe.near.break();
  const error = await assertRejects(() => result, DialError);
  assertEquals([error.failure, error.at], ["other", "upstream"]);
  assertEquals(scene.isReleased, true);
});
