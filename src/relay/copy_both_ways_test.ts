import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { readAll } from "../../tests/support/memory_pipe.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import { copyBothWays, CopyError, type Direction } from "./copy_both_ways.ts";

class Scene {
  readonly client = watchedPipe();
  readonly upstream = watchedPipe();
  readonly moved: [Direction, number][] = [];
  readonly finished: Direction[] = [];
  readonly closesAfter: boolean;
  isOver = false;

  constructor({ closesAfter } = { closesAfter: false }) {
    this.closesAfter = closesAfter;
  }

  /** Never to be left alone: a rejection is asserted with `copying`. */
  copy(): Promise<unknown> {
    const copying = copyBothWays({
      client: this.client.near,
      upstream: this.upstream.near,
      closesAfter: this.closesAfter,
      moved: (direction, bytes) => this.moved.push([direction, bytes]),
      finished: (direction) => this.finished.push(direction),
    });
    copying.then(() => this.isOver = true, () => this.isOver = true);
    return copying;
  }

  assertTidy(): void {
    const { client, upstream } = this;
    assertEquals([...client.near.breaches, ...upstream.near.breaches], []);
    assertEquals([client.near.closed, upstream.near.closed], [false, false], "the caller closes");
  }
}

Deno.test("copyBothWays() resolves when both directions have finished, uplink first", async () => {
  const scene = new Scene();
  const copying = scene.copy();
  const [question, answer] = [testBytes(3000), testBytes(5000)];
  await Promise.all([scene.client.far.write(question), expectChunk(scene.upstream.far, question)]);
  await scene.client.far.closeWrite();
  assertEquals(await scene.upstream.far.read(), null);
  await turn();
  assertEquals(scene.finished, ["uplink"]);
  assertEquals(scene.isOver, false);
  await Promise.all([scene.upstream.far.write(answer), expectChunk(scene.client.far, answer)]);
  await scene.upstream.far.closeWrite();
  assertEquals(await scene.client.far.read(), null);
  await copying;
  assertEquals(scene.finished, ["uplink", "downlink"]);
  assertEquals(scene.moved, [["uplink", 3000], ["downlink", 5000]]);
  scene.assertTidy();
});

Deno.test("copyBothWays() resolves when both directions have finished, downlink first", async () => {
  const scene = new Scene();
  const copying = scene.copy();
  await scene.upstream.far.closeWrite();
  assertEquals(await scene.client.far.read(), null);
  await turn();
  assertEquals([scene.finished, scene.isOver], [["downlink"], false]);
  const upload = testBytes(70_000);
  await Promise.all([scene.client.far.write(upload), expectChunk(scene.upstream.far, upload)]);
  await scene.client.far.closeWrite();
  assertEquals(await scene.upstream.far.read(), null);
  await copying;
  scene.assertTidy();
});

Deno.test("copyBothWays() hands on an early FIN when the client finished while dialing", async () => {
  const scene = new Scene();
  await scene.client.far.closeWrite();
  const copying = scene.copy();
  assertEquals(await scene.upstream.far.read(), null);
  const answer = testBytes(100);
  await Promise.all([scene.upstream.far.write(answer), expectChunk(scene.client.far, answer)]);
  await scene.upstream.far.closeWrite();
  await copying;
  assertEquals(scene.moved, [["downlink", 100]]);
  scene.assertTidy();
});

Deno.test("copyBothWays() reads one chunk at most while the upstream does not read", async () => {
  const scene = new Scene();
  const copying = scene.copy();
  scene.client.far.write(testBytes(10));
  await turn();
  assert(scene.upstream.near.isWriting);
  assertEquals([scene.client.near.reads, scene.client.near.isReading], [1, false]);
  const second = scene.client.far.write(testBytes(20));
  await turn();
  assertEquals(scene.client.near.reads, 1);
  await expectChunk(scene.upstream.far, testBytes(10));
  await turn();
  assertEquals(scene.client.near.reads, 2);
  await second;
  await finish(scene, copying);
});

Deno.test("copyBothWays() reads one chunk at most while the client does not read", async () => {
  const scene = new Scene();
  const copying = scene.copy();
  scene.upstream.far.write(testBytes(10));
  await turn();
  assert(scene.client.near.isWriting);
  assertEquals([scene.upstream.near.reads, scene.upstream.near.isReading], [1, false]);
  await expectChunk(scene.client.far, testBytes(10));
  await turn();
  assertEquals(scene.upstream.near.reads, 2);
  await finish(scene, copying);
});

Deno.test("copyBothWays() goes on downwards when the uplink is stuck", async () => {
  const scene = new Scene();
  const copying = scene.copy();
  scene.client.far.write(testBytes(10));
  await turn();
  assert(scene.upstream.near.isWriting);
  for (let i = 1; i <= 3; i++) {
    await Promise.all([
      scene.upstream.far.write(testBytes(i)),
      expectChunk(scene.client.far, testBytes(i)),
    ]);
  }
  await expectChunk(scene.upstream.far, testBytes(10));
  await finish(scene, copying);
});

const BREAKS = [
  { who: "client", direction: "uplink", step: "read" },
  { who: "upstream", direction: "downlink", step: "read" },
  { who: "client", direction: "downlink", step: "write" },
  { who: "upstream", direction: "uplink", step: "write" },
] as const;

for (const { who, direction, step } of BREAKS) {
  Deno.test(`copyBothWays() rejects and names the ${direction} when a ${step} of the ${who} breaks`, async () => {
    const scene = new Scene();
    const copying = scene.copy();
    const broken = scene[who];
    const other = scene[who === "client" ? "upstream" : "client"];
    if (step === "write") {
      // Waits in a write to the one that breaks; its own read is over, so that the write is what fails.
      await broken.far.closeWrite();
      other.far.write(testBytes(1));
      await turn();
      assert(broken.near.isWriting);
    }
    broken.near.break("reset");
    const error = await assertRejects(() => copying, CopyError);
    assertEquals(error.direction, direction);
    assertInstanceOf(error.cause, StreamError);
    assertEquals(error.cause.fault, "reset");
    scene.assertTidy();
    for (const conn of [scene.client.near, scene.upstream.near]) conn.close();
    await turn();
  });
}

Deno.test("copyBothWays() passes the answer on when the upstream takes no more", async () => {
  const scene = new Scene();
  const copying = scene.copy();
  scene.upstream.near.write = () => Promise.reject(new StreamError("reset", "Cannot write"));
  await scene.client.far.write(testBytes(10));
  const answer = testBytes(500);
  await Promise.all([scene.upstream.far.write(answer), expectChunk(scene.client.far, answer)]);
  await turn();
  assertEquals(scene.isOver, false);
  await scene.upstream.far.closeWrite();
  assertEquals(await scene.client.far.read(), null);
  const error = await assertRejects(() => copying, CopyError);
  assertEquals([error.direction, error.step], ["uplink", "write"]);
  assertEquals(scene.client.near.reads, 1, "nobody takes what the client sends now");
  scene.assertTidy();
});

Deno.test("copyBothWays() leaves no rejection unhandled when upstream.read() throws at once", async () => {
  const scene = new Scene();
  scene.upstream.near.read = () => {
    throw new StreamError("closed", "Cannot read");
  };
  const unhandled: unknown[] = [];
  const listener = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", listener);
  try {
    await assertRejects(async () => await scene.copy());
    scene.client.near.close();
    await turn();
    await turn();
    assertEquals(unhandled, []);
  } finally {
    globalThis.removeEventListener("unhandledrejection", listener);
  }
});

async function expectChunk(
  conn: { read(): Promise<Uint8Array | null> },
  expected: Uint8Array,
): Promise<void> {
  assertEquals((await conn.read())?.slice(), expected);
}

async function finish(scene: Scene, copying: Promise<unknown>): Promise<void> {
  const ends = [scene.client.far, scene.upstream.far];
  const reading = ends.map((end) => readAll(end));
  for (const end of ends) await end.closeWrite();
  await Promise.all([...reading, copying]);
  scene.assertTidy();
}

Deno.test("copyBothWays() leaves the last FIN to close() when the caller closes at once", async () => {
  const scene = new Scene({ closesAfter: true });
  const copying = scene.copy();
  await scene.upstream.far.closeWrite();
  assertEquals(await scene.client.far.read(), null);
  await scene.client.far.closeWrite();
  await copying;
  assertEquals(scene.finished, ["downlink", "uplink"]);
  const last = scene.upstream.far.read();
  scene.upstream.near.close();
  assertEquals(await last, null);
  scene.client.near.close();
});
