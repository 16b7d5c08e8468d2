import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { ManagedWays, RETRY_MS, upstreamError } from "../../tests/support/managed_ways.ts";
import { isSettled, settle } from "../../tests/support/manual_clock.ts";
import { readAll, readExactly } from "../../tests/support/memory_pipe.ts";
import { PlayedConn } from "../../tests/support/played_conn.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { type WatchedConn, watchedPipe } from "../../tests/support/watched_conn.ts";
import type { ReportedStage } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { WrappedConn } from "../net/wrapped_conn.ts";
import { FailoverDialer } from "./failover_dialer.ts";
import { HeaderFirstConn } from "./header_first_conn.ts";
import { OrderedPicker } from "./ordered_picker.ts";

const TARGET = { host: "target.example", port: 25 };
const REDIAL_MS = 33_000;
const UNTOUCHED = new StreamError("reset", "Cannot write", { isUntouched: true });
const TOUCHED = new StreamError("reset", "Cannot write");

/** Whose writes wait for the test. */
class SlowWrites extends WrappedConn {
  readonly written = Promise.withResolvers<void>();

  override write(): Promise<void> {
    return this.written.promise;
  }
}

class Scene extends ManagedWays {
  readonly stages: ReportedStage[] = [];

  /** Once `conn` has been reached through the first way. */
  async reach(conn: StreamConn): Promise<StreamConn> {
    const { ways, clock, diary } = this;
    const dialer = new FailoverDialer({
      ways,
      picker: new OrderedPicker(),
      limits: { attempts: 9, attemptsPerUpstream: 1, connectMs: 3000, handshakeMs: 30_000 },
      direct: undefined,
      clock,
      observer: diary,
    });
    const { signal } = new AbortController();
    const dialed = dialer.dial(TARGET, {
      signal,
      progress: (stage) => this.stages.push(stage),
    });
    await this.succeed(0, conn);
    return await dialed;
  }

  async succeed(way: number, conn: StreamConn): Promise<void> {
    this.dialers[way]!.last.succeed(conn);
    await turn();
  }

  async fail(way: number): Promise<void> {
    this.dialers[way]!.last.failOddly(upstreamError("refused"));
    await turn();
  }

  /** Who has been blamed. */
  get blamed(): string {
    return this.states.map(({ isSpotless }, i) => isSpotless ? "" : this.ways[i]!.name).join("");
  }
}

/** What a read gives, as soon as it does. */
function watchRead(conn: StreamConn): Promise<Uint8Array | null> {
  const reading = conn.read();
  reading.catch(() => {});
  return reading;
}

async function breakNow(conn: WatchedConn): Promise<void> {
  conn.break();
  await turn();
}

Deno.test("RedispatchingConn.read() goes on through the next way when the stream breaks before it has begun", async () => {
  const scene = new Scene("ab");
  const [first, second] = [watchedPipe(), watchedPipe()];
  const conn = await scene.reach(first.near);
  const reading = watchRead(conn);
  await breakNow(first.near);
  assertEquals([scene.dials, first.near.closed], ["1 1", false]);
  await scene.succeed(1, second.near);
  assertEquals([first.near.closed, second.near.isReading], [true, true]);
  await second.far.write(testBytes(5));
  assertEquals(await reading, testBytes(5));
  assertEquals([scene.blamed, scene.diary.lines], ["a", ["a moved on"]]);
  assertStrictEquals(conn.remoteAddress, second.near.remoteAddress);
  assertStrictEquals(conn.localAddress, second.near.localAddress);
  assertEquals([scene.stages, scene.clock.pending], [["CONNECTING"], 0]);
});

Deno.test("RedispatchingConn.read() goes on when the stream ends before it has begun, and blames nobody", async () => {
  const scene = new Scene("ab");
  const [first, second] = [watchedPipe(), watchedPipe()];
  const reading = watchRead(await scene.reach(first.near));
  await first.far.closeWrite();
  await turn();
  await scene.succeed(1, second.near);
  await second.far.write(testBytes(5));
  assertEquals(await reading, testBytes(5));
  assertEquals([scene.blamed, scene.diary.lines], ["", ["a moved on"]]);
});

Deno.test("RedispatchingConn.read() gives the end when the last way ends the same way", async () => {
  const scene = new Scene("ab");
  const [first, second] = [watchedPipe(), watchedPipe()];
  const conn = await scene.reach(first.near);
  const reading = watchRead(conn);
  await first.far.closeWrite();
  await turn();
  await scene.succeed(1, second.near);
  await second.far.closeWrite();
  assertEquals(await reading, null);
  // The other half goes on.
  await Promise.all([conn.write(testBytes(4)), readExactly(second.far, 4)]);
});

Deno.test("RedispatchingConn.read() rejects with the fault when there is no other way", async () => {
  const scene = new Scene("ab");
  const { near } = watchedPipe();
  const reading = watchRead(await scene.reach(near));
  await breakNow(near);
  await scene.fail(1);
  const error = await assertRejects(() => reading, StreamError);
  assertEquals([error.fault, scene.blamed], ["reset", "ab"]);
});

Deno.test("RedispatchingConn.read() tries one way after the other", async () => {
  const scene = new Scene("abcd");
  const [first, last] = [watchedPipe(), watchedPipe()];
  const reading = watchRead(await scene.reach(first.near));
  await breakNow(first.near);
  await scene.fail(1);
  await scene.fail(2);
  await scene.succeed(3, last.near);
  await last.far.write(testBytes(5));
  assertEquals(await reading, testBytes(5));
  assertEquals(scene.dials, "1 1 1 1");
});

Deno.test("RedispatchingConn.read() stays with a stream that has begun", async () => {
  const scene = new Scene("ab");
  const { near, far } = watchedPipe();
  const conn = await scene.reach(near);
  await Promise.all([conn.read(), far.write(testBytes(5))]);
  const reading = watchRead(conn);
  await breakNow(near);
  assertEquals((await assertRejects(() => reading, StreamError)).fault, "reset");
  assertEquals([scene.dials, scene.blamed], ["1 0", ""]);
});

Deno.test("RedispatchingConn.read() stays with a stream to which payload or FIN has gone", async () => {
  const commits = [
    (conn: StreamConn, far: StreamConn) =>
      Promise.all([conn.write(testBytes(9)), readExactly(far, 9)]),
    (conn: StreamConn) => conn.closeWrite(),
  ];
  for (const commit of commits) {
    const scene = new Scene("ab");
    const { near, far } = watchedPipe();
    const conn = await scene.reach(near);
    const reading = watchRead(conn);
    await commit(conn, far);
    await breakNow(near);
    assertEquals((await assertRejects(() => reading, StreamError)).fault, "reset");
    assertEquals([scene.dials, scene.blamed], ["1 0", ""]);
  }
});

Deno.test("RedispatchingConn.read() waits for the outcome of a write under way before it goes on", async () => {
  const scene = new Scene("ab");
  const { near } = watchedPipe();
  const slow = new SlowWrites(near);
  const conn = await scene.reach(slow);
  const reading = watchRead(conn);
  const writing = conn.write(testBytes(9));
  await breakNow(near);
  assertEquals(scene.dials, "1 0");
  slow.written.resolve();
  await writing;
  await assertRejects(() => reading, StreamError);
  assertEquals(scene.dials, "1 0");
});

Deno.test("RedispatchingConn.write() goes on through the next way when nothing of it was taken", async () => {
  for (const readsFirst of [true, false]) {
    const scene = new Scene("ab");
    const [first, second] = [watchedPipe(), watchedPipe()];
    const slow = new SlowWrites(first.near);
    const conn = await scene.reach(slow);
    const reading = watchRead(conn);
    const writing = conn.write(testBytes(9));
    if (readsFirst) await breakNow(first.near);
    slow.written.reject(UNTOUCHED);
    await turn();
    assertEquals(scene.dials, "1 1");
    await scene.succeed(1, second.near);
    assertEquals(await readExactly(second.far, 9), testBytes(9));
    await writing;
    await second.far.write(testBytes(5));
    assertEquals(await reading, testBytes(5));
    assertEquals([scene.blamed, scene.diary.lines], ["a", ["a moved on"]]);
    assertEquals([first.near.breaches, second.near.breaches], [[], []]);
  }
});

Deno.test("RedispatchingConn.write() rejects when something of it may have been taken", async () => {
  const scene = new Scene("ab");
  const slow = new SlowWrites(watchedPipe().near);
  const conn = await scene.reach(slow);
  slow.written.reject(TOUCHED);
  assertStrictEquals(await assertRejects(() => conn.write(testBytes(9))), TOUCHED);
  assertEquals(scene.dials, "1 0");
});

Deno.test("RedispatchingConn.write() rejects when there is no other way", async () => {
  const scene = new Scene("ab");
  const slow = new SlowWrites(watchedPipe().near);
  const conn = await scene.reach(slow);
  const writing = conn.write(testBytes(9));
  writing.catch(() => {});
  slow.written.reject(UNTOUCHED);
  await turn();
  await scene.fail(1);
  assertStrictEquals(await assertRejects(() => writing), UNTOUCHED);
});

Deno.test("RedispatchingConn.write() waits until another way is found", async () => {
  const scene = new Scene("ab");
  const [first, second] = [watchedPipe(), watchedPipe()];
  const conn = await scene.reach(first.near);
  const reading = watchRead(conn);
  await breakNow(first.near);
  const writing = conn.write(testBytes(9));
  assertEquals(await isSettled(writing), false);
  await scene.succeed(1, second.near);
  assertEquals(await readExactly(second.far, 9), testBytes(9));
  await writing;
  await second.far.closeWrite();
  assertEquals(await reading, null);
  assertEquals([first.near.writes, second.near.breaches], [0, []]);
});

Deno.test("RedispatchingConn.closeWrite() waits until another way is found", async () => {
  const scene = new Scene("ab");
  const [first, second] = [watchedPipe(), watchedPipe()];
  const conn = await scene.reach(first.near);
  watchRead(conn);
  await breakNow(first.near);
  const finishing = conn.closeWrite();
  await scene.succeed(1, second.near);
  await finishing;
  assertEquals([first.near.finishes, second.near.finishes], [0, 1]);
});

Deno.test("RedispatchingConn stays when the old way speaks after all, although a write has failed", async () => {
  const scene = new Scene("ab");
  const { near, far } = watchedPipe();
  const slow = new SlowWrites(near);
  const conn = await scene.reach(slow);
  const reading = watchRead(conn);
  const writing = conn.write(testBytes(9));
  writing.catch(() => {});
  slow.written.reject(UNTOUCHED);
  await turn();
  await far.write(testBytes(5));
  assertEquals(await reading, testBytes(5));
  assertStrictEquals(await assertRejects(() => writing), UNTOUCHED);
  assert(scene.dialers[1]!.last.signal.aborted);
  assertEquals([near.closed, scene.clock.pending], [false, 0]);
});

Deno.test("RedispatchingConn gives up the search for another way when the old one takes a write after all", async () => {
  // The write begins in the turn in which the old way has ended.
  for (let microtasks = 0; microtasks < 12; microtasks++) {
    const scene = new Scene("ab");
    const old = new PlayedConn(0);
    const conn = await scene.reach(old);
    const reading = watchRead(conn);
    old.end();
    for (let i = 0; i < microtasks; i++) await Promise.resolve();
    const writing = conn.write(testBytes(9));
    await turn();
    old.take();
    await turn();
    if (old.taken === 0) {
      conn.close();
      await assertRejects(() => writing, StreamError);
      continue;
    }
    await writing;
    assertEquals([await isSettled(reading), scene.clock.pending], [true, 0], `${microtasks}`);
  }
});

Deno.test("RedispatchingConn takes what the old way says for nothing that has come through the next one", async () => {
  const scene = new Scene("ab");
  scene.markDown(1);
  await scene.clock.advance(RETRY_MS);
  const { near, far } = watchedPipe();
  const slow = new SlowWrites(near);
  const conn = await scene.reach(slow);
  const reading = watchRead(conn);
  conn.write(testBytes(9)).catch(() => {});
  slow.written.reject(UNTOUCHED);
  await turn();
  assertEquals(scene.dials, "1 1");
  await far.write(testBytes(5));
  await reading;
  assertEquals(scene.diary.lines, ["a moved on"]);
  assertEquals([scene.blamed, scene.states[1]!.isUsable], ["b", true]);
});

for (const fault of ["unauthenticated", "truncated", "reset"] as const) {
  const isBlamed = fault !== "reset";
  Deno.test(`RedispatchingConn ${isBlamed ? "blames" : "does not blame"} an upstream for "${fault}" when it is too late for another`, async () => {
    const scene = new Scene("ab");
    const { near, far } = watchedPipe();
    const conn = await scene.reach(near);
    const reading = watchRead(conn);
    await Promise.all([conn.write(testBytes(9)), readExactly(far, 9)]);
    near.break(fault);
    assertEquals((await assertRejects(() => reading, StreamError)).fault, fault);
    assertEquals([scene.dials, scene.blamed], ["1 0", isBlamed ? "a" : ""]);
  });
}

Deno.test("RedispatchingConn.close() gives up the search for another way", async () => {
  const scene = new Scene("ab");
  const { near } = watchedPipe();
  const conn = await scene.reach(near);
  const reading = watchRead(conn);
  await breakNow(near);
  const writing = conn.write(testBytes(9));
  writing.catch(() => {});
  conn.close();
  conn.close();
  assert(scene.dialers[1]!.last.signal.aborted);
  assertEquals((await assertRejects(() => reading, StreamError)).fault, "closed");
  assertEquals((await assertRejects(() => writing, StreamError)).fault, "closed");
  await assertRejects(() => conn.closeWrite(), StreamError);
  assertEquals([near.closed, scene.clock.pending, scene.blamed], [true, 0, "a"]);
});

Deno.test("RedispatchingConn.close() closes what is reached in the same turn", async () => {
  const scene = new Scene("ab");
  const [first, second] = [watchedPipe(), watchedPipe()];
  const conn = await scene.reach(first.near);
  const reading = watchRead(conn);
  await breakNow(first.near);
  scene.dialers[1]!.last.succeed(second.near);
  conn.close();
  await assertRejects(() => reading, StreamError);
  assertEquals([first.near.closed, second.near.closed], [true, true]);
});

Deno.test("RedispatchingConn.close() ends a read that waits for the stream to begin", async () => {
  const scene = new Scene("ab");
  const { near } = watchedPipe();
  const conn = await scene.reach(near);
  const reading = watchRead(conn);
  conn.close();
  assertEquals((await assertRejects(() => reading, StreamError)).fault, "closed");
  assertEquals(scene.dials, "1 0");
});

Deno.test("RedispatchingConn gives up when no other way is found in time, and blames none for that", async () => {
  const scene = new Scene("ab");
  const { near, far } = watchedPipe();
  const reading = watchRead(await scene.reach(near));
  await far.closeWrite();
  await scene.clock.advance(REDIAL_MS - 1);
  assertEquals(scene.dialers[1]!.last.signal.aborted, false);
  await scene.clock.advance(1);
  assertEquals(await reading, null);
  assertEquals(scene.blamed, "");
});

Deno.test("RedispatchingConn does not take a header that has gone alone for payload", async () => {
  const scene = new Scene("ab");
  const { near, far } = watchedPipe();
  const header = testBytes(7);
  const conn = await scene.reach(new HeaderFirstConn(near, { header, clock: scene.clock }));
  watchRead(conn);
  await scene.clock.advance(50);
  assertEquals(await readExactly(far, 7), header);
  await far.closeWrite();
  await turn();
  assertEquals(scene.dials, "1 1");
});

Deno.test("RedispatchingConn puts header and payload together again on the next way", async () => {
  const scene = new Scene("ab");
  const [first, second] = [watchedPipe(), watchedPipe()];
  const headerFirst = (conn: StreamConn, byte: number) =>
    new HeaderFirstConn(conn, { header: Uint8Array.of(byte), clock: scene.clock });
  const conn = await scene.reach(headerFirst(first.near, 1));
  watchRead(conn);
  await breakNow(first.near);
  await scene.succeed(1, headerFirst(second.near, 2));
  const writing = conn.write(Uint8Array.of(9));
  assertEquals(await second.far.read(), Uint8Array.of(2, 9));
  await writing;
});

type Beginning = "refuses" | "ends" | "breaks" | "takes nothing";

Deno.test("RedispatchingConn delivers everything once, however many ways fail in whatever manner", async () => {
  const beginnings = fc.array(
    fc.constantFrom<Beginning>("refuses", "ends", "breaks", "takes nothing"),
    { maxLength: 4 },
  );
  const clientSpeaksFirst = fc.boolean();
  await fc.assert(
    fc.asyncProperty(beginnings, clientSpeaksFirst, async (beginnings, speaksFirst) => {
      const scene = new Scene("abcdefgh".slice(0, beginnings.length + 2));
      const conn = await scene.reach(beginningOf("breaks"));
      const reading = readAll(conn);
      const writing = speaksFirst ? conn.write(testBytes(300)) : undefined;
      let way = 1;
      for (const beginning of beginnings) {
        await turn();
        if (beginning === "refuses") await scene.fail(way++);
        else await scene.succeed(way++, beginningOf(beginning));
      }
      await settle();
      const { near, far } = watchedPipe();
      await scene.succeed(way, near);
      const sent = writing ?? conn.write(testBytes(300));
      assertEquals(await readExactly(far, 300), testBytes(300));
      await sent;
      await far.write(testBytes(70));
      await far.closeWrite();
      assertEquals(await reading, testBytes(70));
      assertEquals(near.breaches, []);
    }),
    { numRuns: 30 },
  );
});

/** A stream that begins badly. */
function beginningOf(beginning: Beginning): StreamConn {
  const { near, far } = watchedPipe();
  const slow = new SlowWrites(near);
  slow.written.promise.catch(() => {});
  slow.written.reject(UNTOUCHED);
  if (beginning === "ends") far.closeWrite();
  if (beginning === "breaks") near.break();
  // Nobody writes to it where the client waits for the server: it has to break as well.
  if (beginning === "takes nothing") setTimeout(() => near.break(), 0);
  return slow;
}
