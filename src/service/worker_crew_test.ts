import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { FakeHeadquarters, FakeWorker } from "../../tests/support/fake_worker.ts";
import { isSettled, settle } from "../../tests/support/manual_clock.ts";
import { SERVER } from "../../tests/support/sample_config.ts";
import { unpackConfig } from "./packed_config.ts";
import { ServiceError } from "./service_error.ts";
import { WorkerCrew } from "./worker_crew.ts";
import { WorkerMember } from "./worker_member.ts";

Deno.test("WorkerCrew.start() resolves with the engines when all workers listen", async () => {
  const { crew, workers } = scene();
  const started = crew.start(3);
  assertEquals(workers.length, 3);
  for (const worker of workers.slice(1)) worker.getReady("openssl");
  assertEquals(await isSettled(started), false);
  workers[0]!.getReady("openssl");
  assertEquals(await started, ["openssl"]);
});

Deno.test("WorkerCrew.start() rejects when one cannot, and leaves none behind", async () => {
  const { crew, workers } = scene();
  const started = crew.start(3);
  workers[0]!.getReady("openssl");
  workers[1]!.say({ kind: "refused", message: "no port", hint: "another" });
  workers[0]!.say({ kind: "closed", connections: 0 });
  await assertRejects(() => started, ServiceError, "no port");
  assert(workers.every(({ isTerminated }) => isTerminated));
});

Deno.test("WorkerCrew redirects everybody, each to what belongs to its place", async () => {
  const { crew, workers, headquarters } = await readyScene(2);
  workers[0]!.crash("boom");
  await headquarters.clock.advance(50);
  workers[2]!.getReady("openssl");
  crew.redirect((index) => ({ ...SERVER, workers: index + 10 }));
  const told = [workers[2]!, workers[1]!].map((worker) =>
    unpackConfig(worker.lastTold("redirect").config).workers
  );
  assertEquals(told, [10, 11]);
});

Deno.test("WorkerCrew replaces a worker that fails, and says so", async () => {
  const { crew, workers, headquarters } = await readyScene(2);
  const start = workers[1]!.told[0]!;
  if (start.kind === "start") Atomics.store(start.open, 0, 7);
  workers[1]!.crash("boom");
  await headquarters.clock.advance(50);
  assertEquals(workers.length, 3);
  workers[2]!.getReady("openssl");
  await settle();
  assertMatch(
    headquarters.lines[0]!,
    /^error worker 2 failed, 7 open connections ended: .*boom/,
  );
  assertEquals(headquarters.lines[1], "info worker 3 takes the place of 2");
  const draining = crew.drain();
  workers[0]!.say({ kind: "draining", connections: 1 });
  workers[2]!.say({ kind: "draining", connections: 2 });
  assertEquals((await draining).connections, 3);
});

Deno.test("WorkerCrew takes its time with a place whose workers fail at once, and only with that", async () => {
  const { workers, headquarters: { clock } } = await readyScene(2);
  for (const waitMs of [50, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]) {
    const hired = workers.length;
    workers.at(-1)!.crash("boom");
    await clock.advance(waitMs - 1);
    assertEquals(workers.length, hired, `sooner than after ${waitMs} ms`);
    await clock.advance(1);
    assertEquals(workers.length, hired + 1, `not after ${waitMs} ms`);
  }
  workers.at(-1)!.getReady("openssl");
  await clock.advance(10_000);
  workers.at(-1)!.crash("boom, after a long life");
  const hired = workers.length;
  await clock.advance(50);
  assertEquals(workers.length, hired + 1);
});

Deno.test("WorkerCrew hires nobody once it is to stop", async () => {
  for (const end of ["drain", "close"] as const) {
    const { crew, workers, headquarters } = await readyScene(1);
    workers[0]!.crash("boom");
    await settle();
    crew[end]();
    await headquarters.clock.advance(60_000);
    assertEquals(workers.length, 1, end);
  }
});

Deno.test("WorkerCrew.drain() is over when it is for every worker", async () => {
  const { crew, workers } = await readyScene(2);
  const draining = crew.drain();
  for (const worker of workers) worker.say({ kind: "draining", connections: 1 });
  const { connections, over } = await draining;
  assertEquals(connections, 2);
  workers[0]!.say({ kind: "drained" });
  assertEquals(await isSettled(over), false);
  workers[1]!.say({ kind: "drained" });
  assertEquals(await isSettled(over), true);
});

Deno.test("WorkerCrew.close() resolves with all that were cut off", async () => {
  const { crew, workers } = await readyScene(2);
  const closed = crew.close();
  workers[0]!.say({ kind: "closed", connections: 3 });
  workers[1]!.say({ kind: "closed", connections: 4 });
  assertEquals(await closed, 7);
  assertEquals(await crew.close(), 0);
});

function scene() {
  const headquarters = new FakeHeadquarters();
  const workers: FakeWorker[] = [];
  const hire = (number: number) => {
    const worker = new FakeWorker();
    workers.push(worker);
    return new WorkerMember(worker, headquarters.parts(number, SERVER));
  };
  const { clock, log } = headquarters;
  return { headquarters, workers, crew: new WorkerCrew({ hire, clock, log }) };
}

async function readyScene(count: number) {
  const parts = scene();
  const started = parts.crew.start(count);
  for (const worker of parts.workers) worker.getReady("openssl");
  await started;
  return parts;
}
