import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { FakeRequest, inboundOf } from "../../tests/support/fake_inbound.ts";
import { FakeListener } from "../../tests/support/fake_listener.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { readAll, readExactly } from "../../tests/support/memory_pipe.ts";
import { RecordingObserver } from "../../tests/support/recording_observer.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { type WatchedPipe, watchedPipe } from "../../tests/support/watched_conn.ts";
import { TcpRelay } from "./tcp_relay.ts";

/** A drain gives so much time to who has come and not asked yet. */
const ARRIVING_MS = 2000;
/** A drain stops listening when nobody has come for so long. */
const LAST_CLIENTS_MS = 250;

class Scene {
  readonly clock = new ManualClock();
  readonly observer = new RecordingObserver();
  readonly dialer = new FakeDialer();
  readonly listener = new FakeListener();
  readonly relay: TcpRelay;
  /** Asks at the client's first byte. */
  readonly route = {
    inbound: inboundOf(async function* (conn) {
      if (await conn.read() !== null) yield new FakeRequest({ client: conn });
    }),
    dialer: this.dialer,
  };
  isServing = true;

  constructor({ maxConnections = 100 } = {}) {
    this.relay = new TcpRelay({
      clock: this.clock,
      observer: this.observer,
      timeouts: { handshakeMs: 59_000, connectMs: 10_000, idleMs: 1e6, halfClosedMs: 1e6 },
      maxConnections,
    });
  }

  /** Where the back-off begins to count. */
  async failToAccept(error: unknown): Promise<void> {
    await turn();
    this.listener.fail(error);
    await turn();
  }

  serve(listener = this.listener): void {
    this.relay.serve(listener, this.route).then(() => this.isServing = false);
  }

  async accept(listener = this.listener): Promise<WatchedPipe> {
    const client = watchedPipe();
    listener.offer(client.near);
    await turn();
    return client;
  }

  /** A connection in STREAM. */
  async stream(): Promise<{ client: WatchedPipe; upstream: WatchedPipe }> {
    const client = await this.accept();
    await client.far.write(testBytes(1));
    await turn();
    const upstream = watchedPipe();
    this.dialer.last.succeed(upstream.near);
    await turn();
    assertEquals(this.observer.stages.at(-1), "STREAM");
    return { client, upstream };
  }

  async assertOver(): Promise<void> {
    await turn();
    assertEquals([this.isServing, this.relay.connections], [false, 0]);
    await this.clock.advance(1000);
    assertEquals(this.clock.pending, 0);
  }
}

Deno.test("TcpRelay.serve() handles each connection by itself, and counts them", async () => {
  const scene = new Scene();
  scene.serve();
  const clients = [await scene.accept(), await scene.accept(), await scene.accept()];
  assertEquals(scene.relay.connections, 3);
  await clients[1]!.far.closeWrite();
  await turn();
  assertEquals(scene.relay.connections, 2);
  assertEquals(scene.observer.endings.map(({ id, outcome }) => [id, outcome]), [[2, "empty"]]);
  assertEquals(clients.map(({ near }) => near.closed), [false, true, false]);
  scene.relay.close();
  await scene.assertOver();
});

Deno.test("TcpRelay.serve() accepts nothing at the cap, and goes on when a connection ends", async () => {
  const scene = new Scene({ maxConnections: 2 });
  scene.serve();
  const first = await scene.accept();
  await scene.accept();
  assertEquals(scene.listener.isAccepting, false);
  await first.far.closeWrite();
  await turn();
  assert(scene.listener.isAccepting);
  await scene.accept();
  assertEquals([scene.relay.connections, scene.listener.isAccepting], [2, false]);
  scene.relay.close();
  await scene.assertOver();
});

Deno.test("TcpRelay never has more connections than its cap when it has several listeners", async () => {
  const scene = new Scene({ maxConnections: 1 });
  const other = new FakeListener();
  scene.serve();
  scene.serve(other);
  await turn();
  const clients = [watchedPipe(), watchedPipe()];
  scene.listener.offer(clients[0]!.near);
  if (other.isAccepting) other.offer(clients[1]!.near);
  await turn();
  assertEquals(scene.relay.connections, 1);
  scene.relay.close();
  await scene.assertOver();
});

Deno.test("TcpRelay.serve() ends at the cap when the relay drains", async () => {
  const scene = new Scene({ maxConnections: 1 });
  scene.serve();
  await scene.accept();
  const drained = scene.relay.drain();
  await scene.clock.advance(ARRIVING_MS);
  await drained;
  await scene.assertOver();
});

Deno.test("TcpRelay.serve() backs off from 50 ms to 1 s while accepting fails", async () => {
  const scene = new Scene();
  scene.serve();
  const cause = new Error("Too many open files");
  const waits = [50, 100, 200, 400, 800, 1000, 1000];
  for (const ms of waits) {
    await scene.failToAccept(cause);
    await scene.clock.advance(ms - 1);
    assertEquals(scene.listener.isAccepting, false, `again before ${ms} ms`);
    await scene.clock.advance(1);
    assert(scene.listener.isAccepting, `not again after ${ms} ms`);
  }
  const { acceptFailures } = scene.observer;
  assertEquals(acceptFailures.map(({ retryMs }) => retryMs), waits);
  for (const failure of acceptFailures) {
    assertStrictEquals(failure.cause, cause);
    assertEquals(failure.listener, scene.listener.address);
  }
  scene.relay.close();
  await scene.assertOver();
});

Deno.test("TcpRelay.serve() backs off from 50 ms again when accepting has worked", async () => {
  const scene = new Scene();
  scene.serve();
  for (const ms of [50, 100]) {
    await scene.failToAccept(new Error("Too many open files"));
    await scene.clock.advance(ms);
  }
  await scene.accept();
  await scene.failToAccept("not even an error");
  await scene.clock.advance(50);
  assert(scene.listener.isAccepting);
  assertEquals(scene.observer.acceptFailures.map(({ retryMs }) => retryMs), [50, 100, 50]);
  assertEquals(scene.observer.acceptFailures[2]!.cause.message, "not even an error");
  scene.relay.close();
  await scene.assertOver();
});

Deno.test("TcpRelay.serve() leaves other listeners alone when one fails", async () => {
  const scene = new Scene();
  const other = new FakeListener();
  scene.serve();
  scene.serve(other);
  await scene.failToAccept(new Error("Too many open files"));
  await scene.accept(other);
  assertEquals(scene.relay.connections, 1);
  scene.relay.close();
  await scene.clock.advance(50);
  await scene.assertOver();
});

Deno.test("TcpRelay.drain() ends what rests, turns newcomers away, and stops listening when nobody comes", async () => {
  const scene = new Scene();
  scene.serve();
  const resting = await scene.accept();
  await scene.clock.advance(ARRIVING_MS);
  const drained = scene.relay.drain();
  assertEquals([resting.near.closed, scene.listener.turnsAway], [true, true]);
  await scene.clock.advance(LAST_CLIENTS_MS - 1);
  assert(!scene.listener.closed);
  await scene.clock.advance(1);
  assert(scene.listener.closed);
  await drained;
  assertEquals(scene.observer.outcomes, ["stopped"]);
  await scene.assertOver();
});

Deno.test("TcpRelay.drain() takes whoever is on the way, and serves him", async () => {
  const scene = new Scene();
  scene.serve();
  const drained = scene.relay.drain();
  await scene.accept();
  await scene.clock.advance(LAST_CLIENTS_MS);
  assert(!scene.listener.closed);
  const { client, upstream } = await scene.stream();
  assertEquals(scene.relay.connections, 2);
  await scene.clock.advance(ARRIVING_MS);
  assertEquals([scene.relay.connections, scene.listener.closed], [1, true]);
  await Promise.all([client.far.closeWrite(), upstream.far.closeWrite()]);
  await drained;
  await scene.assertOver();
});

Deno.test("TcpRelay.drain() stops listening though somebody comes all the time", async () => {
  const scene = new Scene();
  scene.serve();
  scene.relay.drain();
  let taken = 0;
  for (; !scene.listener.closed; taken++) {
    await scene.accept();
    await scene.clock.advance(LAST_CLIENTS_MS);
  }
  assertEquals(taken, 4);
  scene.relay.close();
  await scene.assertOver();
});

Deno.test("TcpRelay.drain() resolves when the busy connections have ended by themselves", async () => {
  const scene = new Scene();
  scene.serve();
  const { client, upstream } = await scene.stream();
  let isDrained = false;
  scene.relay.drain().then(() => isDrained = true);
  await scene.clock.advance(LAST_CLIENTS_MS);
  assertEquals([isDrained, client.near.closed], [false, false]);
  const answer = readAll(client.far);
  await upstream.far.write(testBytes(5000));
  await Promise.all([client.far.closeWrite(), upstream.far.closeWrite()]);
  assertEquals(await answer, testBytes(5000));
  await turn();
  assert(isDrained);
  assertEquals(scene.observer.outcomes, ["finished"]);
  await scene.assertOver();
});

Deno.test("TcpRelay.drain() resolves when nobody comes and there is nothing to end", async () => {
  const scene = new Scene();
  scene.serve();
  const drained = scene.relay.drain();
  await scene.clock.advance(LAST_CLIENTS_MS);
  await drained;
  await scene.assertOver();
});

Deno.test("TcpRelay.close() ends a connection that is accepted in the same turn", async () => {
  const scene = new Scene();
  scene.serve();
  const late = watchedPipe();
  await turn();
  scene.listener.offer(late.near);
  scene.relay.close();
  await turn();
  assert(late.near.closed);
  await scene.assertOver();
});

for (const method of ["drain", "close"] as const) {
  Deno.test(`TcpRelay.serve() closes its listener when it comes after ${method}()`, async () => {
    const scene = new Scene();
    scene.relay[method]();
    scene.serve();
    await turn();
    assert(scene.listener.closed);
    await scene.assertOver();
  });
}

Deno.test("TcpRelay.close() ends everything now, also what a drain waits for", async () => {
  const scene = new Scene();
  scene.serve();
  const { client, upstream } = await scene.stream();
  const drained = scene.relay.drain();
  await scene.clock.advance(LAST_CLIENTS_MS);
  scene.relay.close();
  scene.relay.close();
  await drained;
  assertEquals([client.near.closed, upstream.near.closed], [true, true]);
  assertEquals(scene.observer.outcomes, ["stopped"]);
  await scene.assertOver();
});

Deno.test("TcpRelay.close() ends a pause between two attempts to accept", async () => {
  const scene = new Scene();
  scene.serve();
  await scene.failToAccept(new Error("Too many open files"));
  scene.relay.close();
  await scene.clock.advance(50);
  assertEquals(scene.observer.acceptFailures.length, 1);
  await scene.assertOver();
});

Deno.test("TcpRelay uses one alarm for all streams", async () => {
  const scene = new Scene();
  scene.serve();
  const streams = [await scene.stream(), await scene.stream(), await scene.stream()];
  assertEquals(scene.clock.pending, 1);
  for (const { client, upstream } of streams) {
    await Promise.all([upstream.far.write(testBytes(3)), readExactly(client.far, 3)]);
  }
  scene.relay.close();
  await scene.assertOver();
});
