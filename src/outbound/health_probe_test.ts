import { assert, assertEquals, assertLess } from "@std/assert";
import { DialError } from "../net/dial_failure.ts";
import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { FakePacketDialer } from "../../tests/support/fake_packets.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { ScriptedConn } from "../../tests/support/scripted_conn.ts";
import { HealthProbe } from "./health_probe.ts";

const INTERVAL_MS = 60_000;
const MAX_MS = 5_000;
const FIRST_WITHIN_MS = 10_000;
const OUT_OF_DESCRIPTORS = new DialError("other", "Too many open files", { at: "here" });
const TARGETS = [{ address: { host: "example.com", port: 80 }, path: "/" }];

Deno.test("HealthProbe tries each way within the first seconds, at times of its own", async () => {
  const scene = new Scene();
  const firsts = ["a", "b", "c"].map((name) => scene.add(name, new Upstream("answers")));
  using _probe = scene.start();
  await scene.clock.advance(FIRST_WITHIN_MS);
  const times = firsts.map(({ dialedAt }) => dialedAt[0]);
  assertEquals(new Set(times).size, 3);
  assert(!times.includes(undefined));
});

Deno.test("HealthProbe tries a way again after half to one and a half of the interval, never to a beat", async () => {
  const scene = new Scene();
  const upstream = scene.add("a", new Upstream("answers"));
  using _probe = scene.start();
  await scene.clock.advance(20 * INTERVAL_MS);
  const { dialedAt } = upstream;
  const pauses = dialedAt.slice(1).map((at, i) => at - dialedAt[i]!);
  for (const pause of pauses) {
    assert(pause >= INTERVAL_MS / 2 && pause <= INTERVAL_MS * 3 / 2, `${pause}`);
  }
  assertLess(10, new Set(pauses).size);
});

Deno.test("HealthProbe tells observers and the way's state of an answer", async () => {
  const scene = new Scene();
  scene.add("a", new Upstream("answers"));
  using _probe = scene.start();
  await scene.clock.advance(FIRST_WITHIN_MS);
  assertEquals(scene.heard, ["a answered after 0 ms", "a up"]);
});

Deno.test("HealthProbe blames a way that cannot be reached at once", async () => {
  const scene = new Scene();
  scene.add("a", new Upstream("refuses"));
  using _probe = scene.start();
  await scene.clock.advance(FIRST_WITHIN_MS);
  assertEquals(scene.heard, ["a failed: refused", "a down: refused"]);
});

Deno.test("HealthProbe blames no way for what we have run out of", async () => {
  const scene = new Scene();
  scene.add("a", new Upstream("cannot be dialed"));
  scene.add("b", new Upstream("answers"));
  using _probe = scene.start();
  await scene.clock.advance(4 * INTERVAL_MS);
  assert(scene.heard.includes("a failed: Too many open files"));
  assertEquals(scene.heard.filter((line) => line.includes("down")), []);
});

Deno.test("HealthProbe blames no way for a target that answers through none", async () => {
  const scene = new Scene();
  for (const name of ["a", "b", "c"]) scene.add(name, new Upstream("is silent"));
  using _probe = scene.start();
  await scene.clock.advance(10 * INTERVAL_MS);
  assertLess(20, scene.heard.length);
  assertEquals(scene.heard.filter((line) => line.includes("down")), []);
});

Deno.test("HealthProbe blames a way for a target that answers through another", async () => {
  const scene = new Scene();
  scene.add("a", new Upstream("is silent"));
  scene.add("b", new Upstream("answers"));
  using _probe = scene.start();
  await scene.clock.advance(4 * INTERVAL_MS);
  const reason = "Cannot get an answer from example.com:80: no answer within 5000 ms";
  assert(scene.heard.includes(`a failed: ${reason}`));
  assert(scene.heard.includes(`a down: ${reason}`));
  assert(!scene.heard.some((line) => line.startsWith("b down")));
});

Deno.test("HealthProbe asks a name server where a way carries packets alone", async () => {
  const scene = new Scene();
  const packetDialer = new FakePacketDialer();
  scene.add("a", packetDialer);
  using _probe = scene.start();
  await scene.clock.advance(FIRST_WITHIN_MS);
  const [{ sent } = { sent: [] }] = packetDialer.conns;
  assertEquals(sent.map((line) => line.split(" ")[0]), ["192.0.2.53:53"]);
});

Deno.test("HealthProbe has one trial of a way at a time, and ends it when it is late", async () => {
  const scene = new Scene();
  const dialer = new FakeDialer();
  scene.add("a", dialer);
  using _probe = scene.start();
  await scene.clock.advance(FIRST_WITHIN_MS);
  await scene.clock.advance(INTERVAL_MS / 2 + MAX_MS - 1);
  assertEquals([dialer.dials.length, dialer.last.signal.aborted], [1, true]);
});

Deno.test("close() cancels what is to come, ends what is under way, and tells of nothing", async () => {
  const scene = new Scene();
  const [hanging, answering] = [new FakeDialer(), new Upstream("answers")];
  scene.add("a", hanging);
  scene.add("b", answering);
  const probe = scene.start();
  await scene.clock.advance(FIRST_WITHIN_MS);
  const heard = scene.heard.length;
  probe.close();
  probe.close();
  assert(hanging.last.signal.aborted);
  await scene.clock.advance(3 * INTERVAL_MS);
  assertEquals([hanging.dials.length, answering.dialedAt.length], [1, 1]);
  assertEquals([scene.heard.length, scene.clock.pending], [heard, 0]);
});

type Habit = "answers" | "refuses" | "cannot be dialed" | "is silent";

/** A way out that does always the same. */
class Upstream implements StreamDialer {
  readonly dialedAt: number[] = [];
  readonly #habit: Habit;
  readonly #dialer = new FakeDialer();
  clock: ManualClock | undefined;

  constructor(habit: Habit) {
    this.#habit = habit;
  }

  dial(...request: Parameters<StreamDialer["dial"]>): ReturnType<StreamDialer["dial"]> {
    this.dialedAt.push(this.clock!.now());
    const dial = this.#dialer.dial(...request);
    const { last } = this.#dialer;
    const refusal = new DialError("refused", "refused", { at: "upstream" });
    if (this.#habit === "refuses") last.failOddly(refusal);
    else if (this.#habit === "cannot be dialed") last.failOddly(OUT_OF_DESCRIPTORS);
    else if (this.#habit === "answers") last.succeed(answeringConn());
    else last.succeed(new SilentConn());
    return dial;
  }
}

function answeringConn(): ScriptedConn {
  return new ScriptedConn([new TextEncoder().encode("HTTP/1.1 204 No Content\r\n\r\n")]);
}

class SilentConn extends ScriptedConn {
  readonly #closed = Promise.withResolvers<never>();

  constructor() {
    super([]);
  }

  override read(): Promise<never> {
    return this.#closed.promise;
  }

  override close(): void {
    super.close();
    this.#closed.reject(new Error("closed"));
    this.#closed.promise.catch(() => {});
  }
}

class Scene {
  readonly clock = new ManualClock();
  readonly heard: string[] = [];
  readonly #ways: ConstructorParameters<typeof HealthProbe>[0]["ways"][number][] = [];

  add<T extends StreamDialer | PacketDialer>(name: string, dialer: T): T {
    if (dialer instanceof Upstream) dialer.clock = this.clock;
    this.#ways.push({
      name,
      dialer: "dial" in dialer ? dialer : undefined,
      packetDialer: "open" in dialer ? dialer : undefined,
      weights: { streams: 1, packets: 1 },
      state: {
        failed: ({ message }) => void this.heard.push(`${name} down: ${message}`),
        succeeded: () => void this.heard.push(`${name} up`),
      },
    });
    return dialer;
  }

  start(): HealthProbe & Disposable {
    const probe = new HealthProbe({
      ways: this.#ways,
      targets: TARGETS,
      nameServers: [{ host: "192.0.2.53", port: 53 }],
      intervalMs: INTERVAL_MS,
      maxMs: MAX_MS,
      clock: this.clock,
      random: sameEveryRun(),
      observers: [{
        probed: (name, result) => {
          const how = result.kind === "answered"
            ? `answered after ${result.ms} ms`
            : `failed: ${result.cause.message}`;
          this.heard.push(`${name} ${how}`);
        },
      }],
    });
    return Object.assign(probe, { [Symbol.dispose]: () => probe.close() });
  }
}

/** mulberry32. */
function sameEveryRun(): () => number {
  let state = 7;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}
