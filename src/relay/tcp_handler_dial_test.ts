// CONNECTING: what the handler does while a dial is under way, and how it refuses.

import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { FaultyConn } from "../../tests/support/faulty_conn.ts";
import { HandledConnection } from "../../tests/support/handled_connection.ts";
import { readAll, readExactly } from "../../tests/support/memory_pipe.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import { DialError, type DialFailure } from "../net/dial_failure.ts";
import { StreamError } from "../net/stream_error.ts";

const REFUSAL = new TextEncoder().encode("no");

/** A client whose protocol has a word for failure. */
function refusing(): HandledConnection {
  const client = watchedPipe();
  return new HandledConnection({
    client,
    request: { onAbort: () => client.near.write(REFUSAL) },
  });
}

Deno.test("TcpHandler writes early bytes to the upstream when it is reached", async () => {
  const scene = new HandledConnection();
  const early = testBytes(1000);
  await scene.clientFar.write(early);
  await scene.connect();
  assertEquals(await readExactly(scene.upstreamFar, 1000), early);
  assertEquals(scene.upstream.writes, 1);
  assertEquals(scene.request.answers, ["proceed"]);
  scene.handler.end("stopped");
  await scene.assertOver("stopped");
});

Deno.test("TcpHandler dials for the user, or for the address where there is none", async () => {
  for (const request of [{ user: "alice" }, {}]) {
    const scene = new HandledConnection({ request });
    await turn();
    const { host } = scene.client.remoteAddress;
    assertEquals(scene.dialer.last.client, "user" in request ? "user alice" : host);
    scene.handler.end("stopped");
    await scene.assertOver("stopped");
  }
});

Deno.test("TcpHandler has one client read under way while dialing, and no second", async () => {
  const scene = new HandledConnection();
  await turn();
  assertEquals([scene.client.reads, scene.client.isReading], [1, true]);
  await scene.clientFar.write(testBytes(10));
  const second = scene.clientFar.write(testBytes(20));
  await turn();
  assertEquals([scene.client.reads, scene.client.isReading], [1, false]);
  await scene.connect();
  assertEquals(await readExactly(scene.upstreamFar, 10), testBytes(10));
  assertEquals(await readExactly(scene.upstreamFar, 20), testBytes(20));
  await second;
  scene.handler.end("stopped");
  await scene.assertOver("stopped");
});

Deno.test("TcpHandler stops the dial when the client breaks meanwhile", async () => {
  const scene = new HandledConnection();
  await turn();
  scene.client.break("reset");
  await turn();
  const { signal } = scene.dialer.last;
  assert(signal.aborted);
  assertInstanceOf(signal.reason, DialError);
  assertEquals(signal.reason.failure, "cancelled");
  assertEquals(scene.request.answers, []);
  await scene.assertOver("reset");
});

Deno.test("TcpHandler closes the upstream when the dial succeeds although the client has left", async () => {
  const scene = new HandledConnection({
    request: { onProceed: () => Promise.reject(new Error("nobody is there")) },
  });
  await turn();
  scene.dialer.last.succeed(scene.upstream);
  scene.client.break("reset");
  await turn();
  assert(scene.upstream.closed);
  assertEquals(scene.observer.endings.length, 1);
});

Deno.test("TcpHandler half-closes the upstream when the client finished while dialing", async () => {
  const scene = new HandledConnection();
  await scene.clientFar.write(testBytes(5));
  await scene.clientFar.closeWrite();
  await scene.connect();
  assertEquals(await readAll(scene.upstreamFar), testBytes(5));
  const answer = testBytes(200_000);
  const received = readAll(scene.clientFar);
  await scene.upstreamFar.write(answer);
  await scene.upstreamFar.closeWrite();
  assertEquals(await received, answer);
  const { bytesUp, bytesDown, stage } = await scene.assertOver("finished");
  assertEquals({ bytesUp, bytesDown, stage }, { bytesUp: 5, bytesDown: 200_000, stage: "STREAM" });
});

const FAILURES: readonly DialFailure[] = [
  "refused",
  "network_unreachable",
  "host_unreachable",
  "name_not_found",
  "denied",
  "other",
];

for (const failure of FAILURES) {
  Deno.test(`TcpHandler aborts with "${failure}", lingers and closes when the dial fails so`, async () => {
    const scene = refusing();
    await turn();
    const heard = readAll(scene.clientFar);
    scene.dialer.last.fail(failure);
    assertEquals(await heard, REFUSAL);
    await scene.assertNotOver();
    assertEquals(scene.request.answers, [failure]);
    await scene.clientFar.closeWrite();
    const { cause } = await scene.assertOver(failure);
    assertInstanceOf(cause, DialError);
  });
}

Deno.test("TcpHandler takes in what a refused client goes on sending", async () => {
  const scene = refusing();
  await scene.clientFar.write(testBytes(10));
  await turn();
  scene.dialer.last.fail("refused");
  await readAll(scene.clientFar);
  for (let i = 0; i < 5; i++) await scene.clientFar.write(testBytes(1000));
  await scene.clientFar.closeWrite();
  await scene.assertOver("refused");
});

Deno.test("TcpHandler closes a refused client when it lingers longer than 5 s", async () => {
  const scene = refusing();
  await turn();
  scene.dialer.last.fail("refused");
  await readAll(scene.clientFar);
  await scene.clock.advance(4999);
  await scene.assertNotOver();
  await scene.clock.advance(1);
  await scene.assertOver("refused");
});

Deno.test("TcpHandler ends a refused client when it never reads the refusal", async () => {
  const scene = refusing();
  await turn();
  scene.dialer.last.fail("refused");
  await turn();
  assert(scene.client.isWriting);
  await scene.clock.advance(5000);
  await scene.assertOver("refused");
});

Deno.test('TcpHandler aborts with "timed_out" when the dial takes longer than the connect deadline', async () => {
  const scene = refusing();
  await turn();
  const heard = readAll(scene.clientFar);
  await scene.clock.advance(9_999);
  assertEquals(scene.request.answers, []);
  await scene.clock.advance(1);
  assertEquals(scene.request.answers, ["timed_out"]);
  assertEquals(await heard, REFUSAL);
  await scene.clientFar.closeWrite();
  await scene.assertOver("timed_out");
});

Deno.test("TcpHandler keeps the dial's failure when the client has left before the refusal", async () => {
  const scene = new HandledConnection({
    request: { onAbort: () => Promise.reject(new StreamError("reset", "Cannot write")) },
  });
  await turn();
  scene.dialer.last.fail("refused");
  const { cause } = await scene.assertOver("refused");
  assertInstanceOf(cause, DialError);
});

Deno.test("TcpHandler never rejects when abort() rejects with an odd thing", async () => {
  const scene = new HandledConnection({
    request: { onAbort: () => Promise.reject(new TypeError("an odd thing")) },
  });
  await turn();
  scene.dialer.last.fail("refused");
  const { cause } = await scene.assertOver("defect");
  assertInstanceOf(cause, TypeError);
});

Deno.test('TcpHandler aborts with "other" when the dialer rejects with an odd thing', async () => {
  const scene = refusing();
  await turn();
  scene.dialer.last.failOddly(new TypeError("an odd thing"));
  assertEquals(await readAll(scene.clientFar), REFUSAL);
  await scene.clientFar.closeWrite();
  const { cause } = await scene.assertOver("defect");
  assertEquals(scene.request.answers, ["other"]);
  assertInstanceOf(cause, TypeError);
});

Deno.test("TcpHandler absorbs a client when its bytes do not open while dialing", async () => {
  const client = watchedPipe();
  const scene = new HandledConnection({
    client,
    request: { client: new FaultyConn(client.near, { fault: "corrupt", chunk: 1 }) },
  });
  await turn();
  await scene.clock.advance(3000);
  await scene.clientFar.write(testBytes(100));
  await turn();
  assert(scene.dialer.last.signal.aborted);
  await scene.assertNotOver();
  await scene.clientFar.write(testBytes(100));
  await scene.clock.advance(58_999);
  await scene.assertNotOver();
  await scene.clock.advance(1);
  await scene.assertOver("corrupt");
  assertEquals([client.near.writes, client.near.finishes], [0, 0]);
  assertEquals(scene.request.answers, []);
});

Deno.test("TcpHandler closes the upstream when proceed() rejects", async () => {
  const scene = new HandledConnection({
    request: { onProceed: () => Promise.reject(new TypeError("an odd thing")) },
  });
  await scene.connect();
  const { cause, stage } = await scene.assertOver("defect");
  assertInstanceOf(cause, TypeError);
  assertEquals([stage, scene.request.answers], ["CONNECTING", ["proceed"]]);
});

Deno.test("TcpHandler tells stages, target and user", async () => {
  const target = { host: "192.0.2.1", port: 80 };
  const scene = new HandledConnection({ request: { target, user: "alice" } });
  await scene.clock.advance(1234);
  await scene.connect();
  assertEquals(scene.observer.stages, ["INIT", "ADDR", "CONNECTING", "STREAM"]);
  scene.handler.end("stopped");
  const { client, durationMs, ...ending } = await scene.assertOver("stopped");
  assertEquals([ending.id, ending.target, ending.user], [1, target, "alice"]);
  assertEquals([client, durationMs], [scene.client.remoteAddress, 1234]);
});

Deno.test("TcpHandler ends with a defect when the dialer reports an impossible stage", async () => {
  const scene = new HandledConnection();
  await turn();
  scene.handler.stage = "STREAM";
  scene.dialer.last.succeed(scene.upstream);
  await turn();
  assertEquals(scene.observer.outcomes, ["defect"]);
  assert(scene.upstream.closed);
});

Deno.test("TcpHandler has the dialer wait for a connection, for as long as one half of a stream may wait", async () => {
  const awaiting = { listening: () => Promise.resolve(), arrived: () => {} };
  const scene = new HandledConnection({
    request: { awaiting },
    timeouts: { connectMs: 1000, halfClosedMs: 5000 },
  });
  await turn();
  assertStrictEquals(scene.dialer.last.awaiting, awaiting);
  await scene.clock.advance(4999);
  assertEquals(scene.dialer.last.signal.aborted, false);
  await scene.clock.advance(1);
  assertEquals(scene.request.answers, ["timed_out"]);
  await scene.clientFar.closeWrite();
  await scene.assertOver("timed_out");
});
