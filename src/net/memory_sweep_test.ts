import { assertEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { BufferPool, MESSAGE_BUFFER } from "./buffer_pool.ts";
import { LOOK_MS, MemorySweep } from "./memory_sweep.ts";

class Scene {
  readonly clock = new ManualClock();
  readonly pool: BufferPool;
  trims = 0;

  constructor() {
    const sweep = new MemorySweep({ clock: this.clock, trimHeap: () => this.trims++ });
    this.pool = new BufferPool((pool) => sweep.watch(pool));
  }

  /** What so many connections leave behind that end together. */
  end(connections: number): void {
    const buffers = Array.from({ length: connections }, () => this.pool.take(MESSAGE_BUFFER));
    for (const buffer of buffers) this.pool.give(buffer);
  }

  async looks(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.clock.advance(LOOK_MS);
  }
}

Deno.test("MemorySweep sets no timer before a buffer is kept, nor after the last one has been let go", async () => {
  const scene = new Scene();
  const { clock, pool } = scene;
  const buffer = pool.take(MESSAGE_BUFFER);
  assertEquals(clock.pending, 0);
  pool.give(buffer);
  assertEquals(clock.pending, 1);
  await clock.advance(LOOK_MS);
  assertEquals([clock.pending, pool.isEmpty], [1, false]);
  await clock.advance(LOOK_MS);
  assertEquals([clock.pending, pool.isEmpty], [0, true]);
  assertEquals(scene.trims, 0);
});

Deno.test("MemorySweep looks again when buffers come again", async () => {
  const scene = new Scene();
  for (let burst = 0; burst < 2; burst++) {
    scene.end(10);
    await scene.looks(2);
    assertEquals([scene.pool.isEmpty, scene.clock.pending], [true, 0], `burst ${burst}`);
  }
});

Deno.test("MemorySweep keeps what is needed between looks", async () => {
  const scene = new Scene();
  scene.end(10);
  for (let look = 0; look < 5; look++) {
    scene.end(1);
    await scene.looks(1);
  }
  assertEquals(scene.pool.isEmpty, false);
  // One that was needed each time, and none of the others.
  assertEquals(scene.pool.shrink(), MESSAGE_BUFFER);
});

Deno.test("MemorySweep trims the heap for a while after a burst, when nothing moves any more", async () => {
  const scene = new Scene();
  scene.end(9000);
  await scene.looks(1);
  assertEquals(scene.trims, 0, "in the middle of it");
  await scene.looks(4);
  const early = scene.trims;
  assertEquals(early > 0, true);
  await scene.looks(20);
  assertEquals([scene.trims > early, scene.clock.pending], [true, 0]);
  const { trims } = scene;
  await scene.looks(20);
  assertEquals(scene.trims, trims);
});

Deno.test("MemorySweep does not trim the heap while much is let go at every look", async () => {
  const scene = new Scene();
  for (let look = 0; look < 5; look++) {
    scene.end(9000);
    await scene.looks(1);
  }
  assertEquals(scene.trims, 0);
});
