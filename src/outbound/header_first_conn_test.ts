import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { readAll, readExactly } from "../../tests/support/memory_pipe.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import { concatBytes } from "../net/bytes.ts";
import { StreamError } from "../net/stream_error.ts";
import { HeaderFirstConn } from "./header_first_conn.ts";

const HEADER = Uint8Array.of(3, 1, 97, 0, 80);

class Scene {
  readonly clock = new ManualClock();
  readonly pipe = watchedPipe();
  readonly lower = this.pipe.near;
  readonly far = this.pipe.far;
  readonly conn = new HeaderFirstConn(this.lower, { header: HEADER, clock: this.clock });

  /** Expects nothing but orderly use of the connection below. */
  async close(): Promise<void> {
    this.conn.close();
    await turn();
    assertEquals(this.lower.breaches, []);
    assertEquals([this.lower.closed, this.clock.pending], [true, 0]);
  }
}

Deno.test("HeaderFirstConn sends header and first payload in one write, and nothing more after it", async () => {
  const scene = new Scene();
  const payload = testBytes(1000);
  const written = scene.conn.write(payload);
  assertEquals(await scene.far.read(), concatBytes(HEADER, payload));
  await written;
  const again = scene.conn.write(payload);
  assertEquals(await scene.far.read(), payload);
  await again;
  assertEquals([scene.lower.writes, scene.clock.pending], [2, 0]);
  await scene.close();
});

Deno.test("HeaderFirstConn sends nothing and sets no alarm before it is used", async () => {
  const scene = new Scene();
  await scene.clock.advance(10_000);
  assertEquals([scene.lower.writes, scene.clock.pending], [0, 0]);
  await scene.close();
  assertEquals([scene.lower.writes, scene.lower.bytesWritten], [0, 0]);
});

Deno.test("HeaderFirstConn sends the header alone when nothing is written within 50 ms of the first read", async () => {
  const scene = new Scene();
  const read = scene.conn.read();
  await scene.clock.advance(49);
  assertEquals(scene.lower.writes, 0);
  await scene.clock.advance(1);
  assertEquals(await scene.far.read(), HEADER);
  await scene.far.write(testBytes(9));
  assertEquals((await read)?.length, 9);
  const written = scene.conn.write(testBytes(3));
  assertEquals(await scene.far.read(), testBytes(3));
  await written;
  assertEquals(scene.lower.writes, 2);
  await scene.close();
});

Deno.test("HeaderFirstConn counts the 50 ms from the first read when there are several", async () => {
  const scene = new Scene();
  for (let i = 0; i < 3; i++) {
    const read = scene.conn.read();
    await scene.far.write(testBytes(1));
    await read;
    await scene.clock.advance(20);
  }
  assertEquals([scene.lower.writes, scene.clock.pending], [1, 0]);
  await scene.close();
});

Deno.test("HeaderFirstConn cancels its alarm when payload comes in time", async () => {
  const scene = new Scene();
  const read = scene.conn.read();
  await scene.clock.advance(49);
  const written = scene.conn.write(testBytes(5));
  assertEquals(await scene.far.read(), concatBytes(HEADER, testBytes(5)));
  await written;
  assertEquals(scene.clock.pending, 0);
  await scene.clock.advance(100);
  assertEquals(scene.lower.writes, 1);
  await scene.far.closeWrite();
  assertEquals(await read, null);
  await scene.close();
});

Deno.test("HeaderFirstConn.write() waits for a header that is on its way alone", async () => {
  const scene = new Scene();
  const read = scene.conn.read();
  await scene.clock.advance(50);
  const written = scene.conn.write(testBytes(5));
  await turn();
  assertEquals(scene.lower.writes, 1);
  assertEquals(await readExactly(scene.far, HEADER.length), HEADER);
  assertEquals(await readExactly(scene.far, 5), testBytes(5));
  await written;
  await scene.far.closeWrite();
  assertEquals(await read, null);
  await scene.close();
});

Deno.test("HeaderFirstConn.closeWrite() sends the header alone and FIN behind it", async () => {
  const scene = new Scene();
  const finished = scene.conn.closeWrite();
  await turn();
  assertEquals([scene.lower.writes, scene.lower.finishes], [1, 0]);
  assertEquals(await readAll(scene.far), HEADER);
  await finished;
  await scene.conn.closeWrite();
  assertEquals([scene.lower.writes, scene.clock.pending], [1, 0]);
  await scene.close();
});

Deno.test("HeaderFirstConn.closeWrite() sends FIN only when the header has left with payload", async () => {
  const scene = new Scene();
  const all = readAll(scene.far);
  await scene.conn.write(testBytes(5));
  await scene.conn.closeWrite();
  assertEquals(await all, concatBytes(HEADER, testBytes(5)));
  assertEquals(scene.lower.writes, 1);
  await scene.close();
});

Deno.test("HeaderFirstConn.closeWrite() waits for a header that is on its way alone", async () => {
  const scene = new Scene();
  scene.conn.read().catch(() => {});
  await scene.clock.advance(50);
  const finished = scene.conn.closeWrite();
  await turn();
  assertEquals(scene.lower.finishes, 0);
  assertEquals(await readAll(scene.far), HEADER);
  await finished;
  await scene.close();
});

Deno.test("HeaderFirstConn.close() cancels the alarm, and the header is never sent", async () => {
  const scene = new Scene();
  const read = scene.conn.read();
  assertEquals(scene.clock.pending, 1);
  scene.conn.close();
  assertEquals(scene.clock.pending, 0);
  await assertRejects(() => read, StreamError);
  await scene.clock.advance(100);
  assertEquals(scene.lower.bytesWritten, 0);
  const { fault } = await assertRejects(() => scene.conn.write(testBytes(1)), StreamError);
  assertEquals(fault, "closed");
  await assertRejects(() => scene.conn.read(), StreamError);
  await scene.close();
});

Deno.test("HeaderFirstConn tells the next write when the lone header could not be sent", async () => {
  const scene = new Scene();
  scene.conn.read().catch(() => {});
  await turn();
  scene.lower.break("reset");
  await scene.clock.advance(50);
  for (const use of [() => scene.conn.write(testBytes(1)), () => scene.conn.closeWrite()]) {
    const error = await assertRejects(use);
    assertInstanceOf(error, StreamError);
    assertEquals(error.fault, "reset");
  }
  await scene.close();
});

Deno.test("HeaderFirstConn has the addresses of the connection below", () => {
  const { conn, lower } = new Scene();
  assertEquals(conn.localAddress, lower.localAddress);
  assertEquals(conn.remoteAddress, lower.remoteAddress);
});
