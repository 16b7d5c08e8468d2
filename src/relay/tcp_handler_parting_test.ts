// How a client is left whose bytes are wrong: in silence before it has proved anything, with an answer where its
// protocol has one, and at once where the fault is not its own.

import { assertEquals, assertInstanceOf } from "@std/assert";
import { inboundOf } from "../../tests/support/fake_inbound.ts";
import { FaultyConn } from "../../tests/support/faulty_conn.ts";
import { HandledConnection } from "../../tests/support/handled_connection.ts";
import { readAll, readExactly } from "../../tests/support/memory_pipe.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import type { Inbound } from "../net/inbound.ts";
import { StreamError, type StreamFault } from "../net/stream_error.ts";

const ABSORBED: readonly StreamFault[] = [
  "unauthenticated",
  "replayed",
  "clock_skew",
  "malformed",
  "corrupt",
];
const ANSWERED: readonly StreamFault[] = ["bad_credentials", "rejected"];
const CLOSED: readonly StreamFault[] = ["reset", "closed", "truncated"];

const REFUSAL = new TextEncoder().encode("go away");

/** Reads one chunk, says `answer`, and finds the client at fault. */
function finding(fault: StreamFault, answer?: Uint8Array): Inbound {
  // deno-lint-ignore require-yield -- it never comes to a request
  return inboundOf(async function* (conn) {
    await conn.read();
    if (answer !== undefined) await conn.write(answer);
    throw new StreamError(fault, "Cannot serve the client");
  });
}

function absorbed(fault: StreamFault): HandledConnection {
  return new HandledConnection({ inbound: finding(fault) });
}

/** A client whose second chunk does not open, in STREAM. */
async function streamingUpTo(
  fault: StreamFault,
  timeouts: { handshakeMs: number; idleMs: number },
): Promise<HandledConnection> {
  const client = watchedPipe();
  const scene = new HandledConnection({
    client,
    timeouts,
    request: { client: new FaultyConn(client.near, { fault, chunk: 2 }) },
  });
  await scene.connect();
  await Promise.all([scene.clientFar.write(testBytes(9)), readExactly(scene.upstreamFar, 9)]);
  await turn();
  return scene;
}

for (const fault of ABSORBED) {
  Deno.test(`TcpHandler absorbs a client in silence until 59 s from accept when it is ${fault}`, async () => {
    const scene = absorbed(fault);
    await scene.clock.advance(20_000);
    for (const length of [50, 51, 1, 100_000]) await scene.clientFar.write(testBytes(length));
    await scene.clock.advance(38_999);
    await scene.assertNotOver();
    await scene.clientFar.write(testBytes(10));
    await scene.clock.advance(1);
    const { cause, stage, durationMs } = await scene.assertOver(fault);
    assertInstanceOf(cause, StreamError);
    assertEquals([cause.fault, stage, durationMs], [fault, "INIT", 59_000]);
    assertEquals(scene.observer.distrust, [fault]);
    assertEquals([scene.client.writes, scene.client.finishes], [0, 0]);
  });

  Deno.test(`TcpHandler lets go at the client's FIN when it is ${fault}`, async () => {
    const scene = absorbed(fault);
    await scene.clientFar.write(testBytes(50));
    await scene.assertNotOver();
    await scene.clientFar.write(testBytes(50));
    await scene.clientFar.closeWrite();
    await scene.assertOver(fault);
    assertEquals([scene.client.writes, scene.client.finishes], [0, 0]);
  });

  Deno.test(`TcpHandler lets go when an absorbed client breaks after it is ${fault}`, async () => {
    const scene = absorbed(fault);
    await scene.clientFar.write(testBytes(50));
    await turn();
    scene.client.break("reset");
    await scene.assertOver(fault);
  });

  Deno.test(`TcpHandler lets go of an absorbed client at a drain when it is ${fault}`, async () => {
    const scene = absorbed(fault);
    await scene.clientFar.write(testBytes(50));
    await turn();
    scene.handler.drain();
    await scene.assertOver(fault);
    assertEquals([scene.client.writes, scene.client.finishes], [0, 0]);
  });

  Deno.test(`TcpHandler closes the upstream and absorbs the client, counted from the error, when it is ${fault} in STREAM`, async () => {
    const scene = await streamingUpTo(fault, { handshakeMs: 3000, idleMs: 100_000 });
    await scene.clock.advance(5000);
    await scene.clientFar.write(testBytes(9));
    await turn();
    assertEquals(scene.upstream.closed, true);
    await scene.clock.advance(1500);
    for (const length of [1, 50_000]) await scene.clientFar.write(testBytes(length));
    await scene.clock.advance(1499);
    await scene.assertNotOver();
    await scene.clock.advance(1);
    const { bytesUp } = await scene.assertOver(fault);
    assertEquals([bytesUp, scene.client.writes, scene.client.finishes], [9, 0, 0]);
  });

  Deno.test(`TcpHandler lets go at the client's FIN when it is ${fault} in STREAM`, async () => {
    const scene = await streamingUpTo(fault, { handshakeMs: 3000, idleMs: 100_000 });
    await scene.clientFar.write(testBytes(9));
    await scene.assertNotOver();
    await scene.clientFar.closeWrite();
    await scene.assertOver(fault);
  });

  Deno.test(`TcpHandler closes both at once when what the upstream sent is ${fault}`, async () => {
    const scene = new HandledConnection();
    await scene.connect();
    scene.upstream.break(fault);
    await scene.assertOver(fault);
  });
}

Deno.test("TcpHandler absorbs for the whole time when the idle limit is shorter", async () => {
  const scene = await streamingUpTo("corrupt", { handshakeMs: 5000, idleMs: 2000 });
  await scene.clientFar.write(testBytes(9));
  await scene.clock.advance(4999);
  await scene.assertNotOver();
  await scene.clock.advance(1);
  await scene.assertOver("corrupt");
});

Deno.test("TcpHandler absorbs for as long when the fault comes late in the handshake", async () => {
  const scene = absorbed("unauthenticated");
  await scene.clock.advance(58_000);
  await scene.clientFar.write(testBytes(50));
  await scene.clock.advance(999);
  await scene.assertNotOver();
  await scene.clock.advance(1);
  await scene.assertOver("unauthenticated");
});

Deno.test("TcpHandler keeps one read under way while it absorbs", async () => {
  const scene = absorbed("unauthenticated");
  await scene.clientFar.write(testBytes(50));
  await turn();
  assertEquals(scene.client.isReading, true);
  await scene.clientFar.closeWrite();
  await scene.assertOver("unauthenticated");
});

for (const fault of ANSWERED) {
  Deno.test(`TcpHandler lets the refusal reach a client that is ${fault}, and closes at its FIN`, async () => {
    const scene = new HandledConnection({ inbound: finding(fault, REFUSAL) });
    await scene.clientFar.write(testBytes(3));
    assertEquals(await readAll(scene.clientFar), REFUSAL);
    await scene.clientFar.write(testBytes(1000));
    await scene.assertNotOver();
    await scene.clientFar.closeWrite();
    const { cause } = await scene.assertOver(fault);
    assertInstanceOf(cause, StreamError);
    assertEquals(scene.client.finishes, 1);
  });

  Deno.test(`TcpHandler lingers for 5 s at most when a client is ${fault}`, async () => {
    const scene = new HandledConnection({ inbound: finding(fault, REFUSAL) });
    await scene.clientFar.write(testBytes(3));
    await readAll(scene.clientFar);
    await scene.clock.advance(4999);
    await scene.assertNotOver();
    await scene.clock.advance(1);
    await scene.assertOver(fault);
  });
}

for (const fault of CLOSED) {
  Deno.test(`TcpHandler closes at once when the client's stream is ${fault}`, async () => {
    const scene = new HandledConnection({ inbound: finding(fault) });
    await scene.clientFar.write(testBytes(3));
    await scene.assertOver(fault);
    assertEquals([scene.client.writes, scene.client.finishes], [0, 0]);
  });
}
