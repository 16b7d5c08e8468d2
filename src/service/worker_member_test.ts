import { assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { FakeHeadquarters, FakeWorker } from "../../tests/support/fake_worker.ts";
import { isSettled, settle } from "../../tests/support/manual_clock.ts";
import { SERVER } from "../../tests/support/sample_config.ts";
import { DialError } from "../net/dial_failure.ts";
import { unpackConfig } from "./packed_config.ts";
import { ServiceError } from "./service_error.ts";
import { WorkerMember } from "./worker_member.ts";

Deno.test("WorkerMember tells a worker its part once it is awake, and is ready when it listens", async () => {
  const { worker, member } = scene();
  assertEquals(worker.told, []);
  worker.say({ kind: "awake" });
  const start = worker.lastTold("start");
  assertEquals([start.worker, unpackConfig(start.config)], [5, SERVER]);
  worker.say({ kind: "ready", engines: ["openssl"] });
  assertEquals((await member.ready).engines, ["openssl"]);
});

Deno.test("WorkerMember redirects a worker that is ready, and one that is not as soon as it is", () => {
  const { worker, member } = scene();
  const [second, third] = [1, 2].map((workers) => ({ ...SERVER, workers }));
  worker.say({ kind: "awake" });
  member.redirect(second!);
  assertEquals(worker.told.map(({ kind }) => kind), ["start"]);
  worker.say({ kind: "ready", engines: ["openssl"] });
  assertEquals(unpackConfig(worker.lastTold("redirect").config), second);
  member.redirect(third!);
  assertEquals(unpackConfig(worker.lastTold("redirect").config), third);
});

Deno.test("WorkerMember starts a worker that is not awake yet with the last configuration", () => {
  const { worker, member } = scene();
  const second = { ...SERVER, workers: 7 };
  member.redirect(second);
  worker.say({ kind: "awake" });
  assertEquals(unpackConfig(worker.lastTold("start").config), second);
  worker.say({ kind: "ready", engines: [] });
  assertEquals(worker.told.length, 1);
});

Deno.test("WorkerMember rejects as the worker refuses to start", async () => {
  const { worker, member } = scene();
  worker.say({ kind: "awake" });
  worker.say({ kind: "refused", message: "the port is in use", hint: "choose another" });
  const error = await assertRejects(() => member.ready, ServiceError, "the port is in use");
  assertEquals([error.hint, worker.isTerminated], ["choose another", true]);
  assertEquals(await member.lost, error);
});

Deno.test("WorkerMember rejects when the worker does not get to its first statement", async () => {
  const { worker, member } = scene();
  assertEquals(worker.crash("Requires read access"), true, "the process must live");
  const error = await assertRejects(() => member.ready, ServiceError);
  assertMatch(error.message, /^cannot run a worker: Requires read access$/);
});

Deno.test("WorkerMember answers with what the resolver says", async () => {
  const { worker } = readyScene((name) =>
    name === "a.example"
      ? Promise.resolve(["192.0.2.1"])
      : Promise.reject(new DialError("name_not_found", "no address"))
  );
  worker.say({ kind: "resolve", id: 1, name: "a.example", client: undefined });
  await settle();
  assertEquals(worker.lastTold("resolved"), {
    kind: "resolved",
    id: 1,
    addresses: ["192.0.2.1"],
  });
  worker.say({ kind: "resolve", id: 2, name: "b.example", client: undefined });
  await settle();
  const { id, failure, message } = worker.lastTold("unresolved");
  assertEquals([id, failure, message], [2, "name_not_found", "no address"]);
});

Deno.test("WorkerMember tells nothing to a worker that is no more, and asks nothing for it", async () => {
  const asked = Promise.withResolvers<readonly string[]>();
  let patience: AbortSignal | undefined;
  const { worker, member } = readyScene((_, { signal }) => {
    patience = signal;
    return asked.promise;
  });
  worker.say({ kind: "resolve", id: 1, name: "slow.example", client: undefined });
  worker.crash("boom");
  await member.lost;
  assertEquals(patience?.aborted, true);
  asked.resolve(["192.0.2.1"]);
  // A worker that is told something after its end throws.
  await settle();
});

Deno.test("WorkerMember hands on events and lines of the log", () => {
  const { worker, headquarters } = readyScene();
  const client = { host: "192.0.2.7", port: 4711 };
  const connection = {
    id: "5.1",
    client,
    user: undefined,
    target: undefined,
    stage: "INIT" as const,
    bytesUp: 0,
    bytesDown: 0,
    durationMs: 1,
  };
  worker.say({
    kind: "events",
    events: [
      { kind: "distrusted", connection, fault: "unauthenticated" },
      { kind: "ended", connection, outcome: "unauthenticated", cause: undefined },
    ],
  });
  assertEquals(headquarters.observer.distrust, ["unauthenticated"]);
  assertEquals(headquarters.observer.outcomes, ["unauthenticated"]);
  worker.say({ kind: "log", level: "error", text: "defect {at}", properties: { at: "night" } });
  assertEquals(headquarters.lines, ["error defect night"]);
});

Deno.test("WorkerMember.drain() resolves with what goes on, which is over when the worker says so", async () => {
  const { worker, member } = readyScene();
  const draining = member.drain();
  worker.lastTold("drain");
  worker.say({ kind: "draining", connections: 2 });
  const { connections, over } = await draining;
  assertEquals(connections, 2);
  assertEquals(await isSettled(over), false);
  worker.say({ kind: "drained" });
  assertEquals(await isSettled(over), true);
});

Deno.test("WorkerMember.drain() is over when the worker is lost meanwhile", async () => {
  const { worker, member } = readyScene();
  const draining = member.drain();
  worker.crash("boom");
  const { connections, over } = await draining;
  await over;
  assertEquals(connections, 0);
});

Deno.test("WorkerMember.close() terminates the worker once it has told how many it cut off", async () => {
  const { worker, member, headquarters } = readyScene();
  const closed = member.close();
  worker.lastTold("close");
  assertEquals(worker.isTerminated, false);
  worker.say({ kind: "closed", connections: 3 });
  assertEquals([await closed, worker.isTerminated], [3, true]);
  assertEquals(headquarters.clock.pending, 0);
  assertEquals(await member.close(), 0);
});

Deno.test("WorkerMember.close() does not wait for a worker that does not answer", async () => {
  const { worker, member, headquarters } = readyScene();
  const start = worker.told[0]!;
  if (start.kind === "start") Atomics.store(start.open, 0, 4);
  const closed = member.close();
  await headquarters.clock.advance(1000);
  assertEquals([await closed, worker.isTerminated], [4, true]);
});

for (const end of ["close", "drain"] as const) {
  Deno.test(`WorkerMember.${end}() terminates a worker that is not ready yet`, async () => {
    const { worker, member } = scene();
    const ready = assertRejects(() => member.ready);
    await member[end]();
    await ready;
    assertEquals([worker.isTerminated, worker.told], [true, []]);
  });
}

Deno.test("WorkerMember is lost, with the stack, when the worker says that it has failed", async () => {
  const { worker, member } = readyScene();
  worker.say({ kind: "failed", cause: { message: "boom", stack: "Error: boom\n    at there" } });
  const cause = await member.lost;
  assertInstanceOf(cause, Error);
  assertEquals([cause.stack, worker.isTerminated], ["Error: boom\n    at there", true]);
});

type Resolve = FakeHeadquarters["resolve"];

function scene(resolve?: Resolve) {
  const headquarters = new FakeHeadquarters(resolve);
  const worker = new FakeWorker();
  const member = new WorkerMember(worker, headquarters.parts(5, SERVER));
  return { headquarters, worker, member };
}

function readyScene(resolve?: Resolve) {
  const parts = scene(resolve);
  parts.worker.getReady("openssl");
  return parts;
}
