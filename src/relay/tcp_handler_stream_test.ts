// STREAM: bytes both ways, half-close, and how long a connection may rest.

import { assert, assertEquals } from "@std/assert";
import { HandledConnection } from "../../tests/support/handled_connection.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { readAll, readExactly } from "../../tests/support/memory_pipe.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { IdleSweep } from "./idle_sweep.ts";

async function streaming(
  options: ConstructorParameters<typeof HandledConnection>[0] = {},
): Promise<HandledConnection> {
  const scene = new HandledConnection(options);
  await scene.connect();
  assertEquals(scene.observer.stages.at(-1), "STREAM");
  return scene;
}

/** One byte down, so that the connection has moved. */
async function move(scene: HandledConnection): Promise<void> {
  await Promise.all([scene.upstreamFar.write(testBytes(1)), readExactly(scene.clientFar, 1)]);
  await turn();
}

Deno.test("TcpHandler gives a client that has sent FIN its whole answer", async () => {
  const scene = await streaming();
  const answer = testBytes(300_000);
  await Promise.all([scene.clientFar.write(testBytes(7)), readExactly(scene.upstreamFar, 7)]);
  await scene.clientFar.closeWrite();
  assertEquals(await scene.upstreamFar.read(), null);
  const received = readAll(scene.clientFar);
  for (let at = 0; at < answer.length; at += 50_000) {
    await scene.upstreamFar.write(answer.subarray(at, at + 50_000));
  }
  await scene.upstreamFar.closeWrite();
  assertEquals(await received, answer);
  const { bytesUp, bytesDown } = await scene.assertOver("finished");
  assertEquals([bytesUp, bytesDown], [7, 300_000]);
});

Deno.test("TcpHandler takes the whole upload when the target has sent FIN", async () => {
  const scene = await streaming();
  await scene.upstreamFar.closeWrite();
  assertEquals(await scene.clientFar.read(), null);
  const upload = testBytes(300_000);
  const received = readAll(scene.upstreamFar);
  for (let at = 0; at < upload.length; at += 50_000) {
    await scene.clientFar.write(upload.subarray(at, at + 50_000));
  }
  await scene.clientFar.closeWrite();
  assertEquals(await received, upload);
  await scene.assertOver("unanswered");
});

for (const who of ["client", "upstream"] as const) {
  Deno.test(`TcpHandler closes both sides at once when the ${who} breaks`, async () => {
    const scene = await streaming();
    await move(scene);
    scene[who].break("reset");
    await scene.assertOver("reset");
  });
}

Deno.test('TcpHandler ends with "truncated" when the upstream ends inside a record', async () => {
  const scene = await streaming();
  scene.upstream.break("truncated");
  await scene.assertOver("truncated");
});

Deno.test("TcpHandler has no deadline but the idle one when it streams", async () => {
  const scene = await streaming({ timeouts: { handshakeMs: 1500, connectMs: 1500, idleMs: 9000 } });
  await scene.clock.advance(5000);
  await scene.assertNotOver();
  assertEquals(scene.clock.pending, 1);
  scene.handler.end("stopped");
  await scene.assertOver("stopped");
});

Deno.test('TcpHandler ends with "idle" when nothing moves for the idle limit', async () => {
  const scene = await streaming();
  await move(scene);
  await scene.clock.advance(3_999);
  await scene.assertNotOver();
  await scene.clock.advance(1);
  await scene.assertOver("idle");
});

for (const direction of ["up", "down"] as const) {
  Deno.test(`TcpHandler goes on when bytes move ${direction} before the idle limit`, async () => {
    const scene = await streaming();
    for (let i = 0; i < 3; i++) {
      await scene.clock.advance(3000);
      const [from, to] = direction === "up"
        ? [scene.clientFar, scene.upstreamFar]
        : [scene.upstreamFar, scene.clientFar];
      await Promise.all([from.write(testBytes(1)), readExactly(to, 1)]);
    }
    await scene.assertNotOver();
    await scene.clock.advance(4000);
    await scene.assertOver("idle");
  });
}

Deno.test("TcpHandler ends a stuck connection when its peer does not read for the idle limit", async () => {
  const scene = await streaming();
  scene.clientFar.write(testBytes(10)).catch(() => {});
  await turn();
  await scene.clock.advance(4000);
  await scene.assertOver("idle");
});

Deno.test("TcpHandler ends a client that never reads that its target was reached", async () => {
  const client = watchedPipe();
  const scene = new HandledConnection({
    client,
    timeouts: { handshakeMs: 3000, idleMs: 3000 },
    request: { onProceed: () => client.near.write(testBytes(10)) },
  });
  await scene.connect();
  assert(client.near.isWriting);
  await scene.clock.advance(4000);
  await turn();
  assert(scene.isOver);
  assert(scene.upstream.closed);
});

Deno.test("TcpHandler gives the client the answer of a target that takes no more, and lingers", async () => {
  const scene = await streaming();
  scene.upstream.write = () => Promise.reject(new StreamError("reset", "Cannot write"));
  await scene.clientFar.write(testBytes(10));
  const heard = readAll(scene.clientFar);
  await scene.upstreamFar.write(testBytes(500));
  await scene.upstreamFar.closeWrite();
  assertEquals(await heard, testBytes(500));
  await scene.clientFar.write(testBytes(1000));
  await scene.assertNotOver();
  await scene.clientFar.closeWrite();
  await scene.assertOver("reset");
});

for (const who of ["client", "upstream"] as const) {
  Deno.test(`TcpHandler has the half-closed limit when the ${who} has finished`, async () => {
    const scene = await streaming({ timeouts: { idleMs: 100_000, halfClosedMs: 2000 } });
    await move(scene);
    await scene[`${who}Far`].closeWrite();
    await scene.clock.advance(1999);
    await scene.assertNotOver();
    await scene.clock.advance(1);
    await scene.assertOver("idle");
  });

  Deno.test(`TcpHandler counts the half-closed limit from the FIN when the ${who} finishes after a rest`, async () => {
    const scene = await streaming({ timeouts: { idleMs: 100_000, halfClosedMs: 2000 } });
    await move(scene);
    await scene.clock.advance(5000);
    await scene[`${who}Far`].closeWrite();
    await turn();
    await scene.clock.advance(1999);
    await scene.assertNotOver();
    await scene.clock.advance(1);
    await scene.assertOver("idle");
  });
}

Deno.test("TcpHandler has its whole idle limit when it is the first after a long pause", async () => {
  const clock = new ManualClock();
  const sweep = new IdleSweep(clock);
  await clock.advance(1_000_000);
  const scene = await streaming({ clock, sweep });
  await scene.clock.advance(3_999);
  await scene.assertNotOver();
  await scene.clock.advance(1);
  await scene.assertOver("idle");
});

Deno.test("TcpHandler drains a stream that has just begun when it is the first after a long pause", async () => {
  const clock = new ManualClock();
  const sweep = new IdleSweep(clock);
  await clock.advance(1_000_000);
  const scene = await streaming({ clock, sweep });
  scene.handler.drain();
  await scene.assertNotOver();
  scene.handler.end("stopped");
  await scene.assertOver("stopped");
});
