import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { turn } from "../../tests/support/turn.ts";
import { DialError } from "../net/dial_failure.ts";
import type { ResolveOptions } from "../net/resolver.ts";
import { CachingResolver } from "./caching_resolver.ts";
import type { AddressType, Finding } from "./finding.ts";
import { ResolverCounters } from "./resolver_counters.ts";

const V4 = ["192.0.2.1", "192.0.2.2"];
const V6 = ["2001:db8::1"];
/** The families in turn, IPv4 first. */
const BOTH = ["192.0.2.1", "2001:db8::1", "192.0.2.2"];
const NEVER = new AbortController().signal;

class Question {
  readonly #answer = Promise.withResolvers<Finding>();

  constructor(readonly name: string, readonly type: AddressType, readonly signal: AbortSignal) {
    signal.addEventListener("abort", () => this.#answer.reject(signal.reason), { once: true });
  }

  get promise(): Promise<Finding> {
    return this.#answer.promise;
  }

  async answer(addresses: readonly string[], ttl = 60): Promise<void> {
    this.#answer.resolve({ addresses, ttl });
    await turn();
  }

  async fail(error: Error): Promise<void> {
    this.#answer.reject(error);
    await turn();
  }
}

interface SceneOptions {
  readonly ipv6First?: boolean;
  readonly search?: readonly string[];
  readonly cacheSize?: number;
}

class Scene {
  readonly clock = new ManualClock();
  readonly counters = new ResolverCounters();
  readonly questions: Question[] = [];
  readonly resolver: CachingResolver;
  isClosed = false;

  constructor({ ipv6First = false, search = [], cacheSize = 8 }: SceneOptions = {}) {
    const { clock, counters } = this;
    const source = {
      find: (name: string, type: AddressType, signal: AbortSignal) => {
        const question = new Question(name, type, signal);
        this.questions.push(question);
        return question.promise;
      },
    };
    this.resolver = new CachingResolver({
      clock,
      counters,
      ipv6First,
      cacheSize,
      ownAddresses: (name) => name === "own.example" ? V4 : name === "no.onion" ? [] : undefined,
      services: {
        current: () => ({ source, search, ndots: 1 }),
        close: () => this.isClosed = true,
      },
    });
  }

  resolve(name: string, options: Partial<ResolveOptions> = {}): Asked {
    return new Asked(this.resolver.resolve(name, { signal: NEVER, ...options }));
  }

  /** The last question of a type. */
  of(type: AddressType): Question {
    const question = this.questions.findLast((asked) => asked.type === type);
    if (question === undefined) throw new Error(`Nobody asked for ${type}`);
    return question;
  }

  /** A name that is resolved. */
  async learn(name: string, { v4 = V4, ttl = 60 } = {}): Promise<Asked> {
    const asked = this.resolve(name);
    await this.of("A").answer(v4, ttl);
    await this.of("AAAA").answer([], ttl);
    return asked;
  }

  get names(): readonly string[] {
    return this.questions.filter(({ type }) => type === "A").map(({ name }) => name);
  }

  /** Nothing is left: no alarm, and no question that nobody waits for. */
  async assertAtRest(): Promise<void> {
    await turn();
    assertEquals(this.clock.pending, 0);
    for (const { signal } of this.questions) assertEquals(signal.aborted, true);
  }
}

/** One caller's view. */
class Asked {
  answer: readonly string[] | undefined;
  failure: string | undefined;

  constructor(readonly promise: Promise<readonly string[]>) {
    promise.then((addresses) => this.answer = addresses, (error) => {
      this.failure = error instanceof DialError ? error.failure : String(error);
    });
  }
}

const failed = new DialError("other", "the server has failed");

Deno.test("CachingResolver.resolve() asks for A and AAAA at once", async () => {
  const scene = new Scene();
  const asked = scene.resolve("target.example");
  assertEquals(
    scene.questions.map(({ name, type }) => [name, type]).sort(),
    [["target.example", "A"], ["target.example", "AAAA"]],
  );
  await scene.of("AAAA").answer(V6);
  await scene.of("A").answer(V4);
  assertEquals(asked.answer, BOTH);
  await scene.assertAtRest();
});

for (const ipv6First of [false, true]) {
  const [first, second] = ipv6First ? ["AAAA", "A"] as const : ["A", "AAAA"] as const;
  const best = ipv6First ? V6 : V4;
  const rest = ipv6First ? V4 : V6;
  const both = ipv6First ? [...V6, ...V4] : BOTH;

  Deno.test(`CachingResolver.resolve() gives ${first} addresses first, whoever answers first`, async () => {
    for (const order of [[first, second], [second, first]] as const) {
      const scene = new Scene({ ipv6First });
      const asked = scene.resolve("target.example");
      for (const type of order) await scene.of(type).answer(type === first ? best : rest);
      assertEquals(asked.answer, both);
      await scene.assertAtRest();
    }
  });

  Deno.test(`CachingResolver.resolve() waits 50 ms for ${second} addresses when there are ${first} addresses`, async () => {
    const scene = new Scene({ ipv6First });
    const asked = scene.resolve("target.example");
    await scene.of(first).answer(best);
    await scene.clock.advance(49);
    assertEquals(asked.answer, undefined);
    await scene.clock.advance(1);
    assertEquals(asked.answer, best);
    await scene.assertAtRest();
  });

  Deno.test(`CachingResolver.resolve() gives ${second} addresses when there are no ${first} addresses`, async () => {
    for (const outcome of ["empty", "failed"]) {
      const scene = new Scene({ ipv6First });
      const asked = scene.resolve("target.example");
      if (outcome === "empty") await scene.of(first).answer([]);
      else await scene.of(first).fail(failed);
      await scene.clock.advance(1000);
      assertEquals(asked.answer, undefined);
      await scene.of(second).answer(rest);
      assertEquals(asked.answer, rest);
      await scene.assertAtRest();
    }
  });

  Deno.test(`CachingResolver.resolve() gives ${first} addresses when asking for ${second} fails`, async () => {
    const scene = new Scene({ ipv6First });
    const asked = scene.resolve("target.example");
    await scene.of(second).fail(failed);
    await scene.of(first).answer(best);
    assertEquals(asked.answer, best);
    await scene.assertAtRest();
  });
}

Deno.test('CachingResolver.resolve() rejects with "name_not_found" when there are no addresses', async () => {
  const scene = new Scene();
  const asked = scene.resolve("nowhere.example");
  await scene.of("AAAA").answer([]);
  await scene.of("A").answer([]);
  const error = await assertRejects(() => asked.promise, DialError, "nowhere.example");
  assertEquals(error.failure, "name_not_found");
  await scene.assertAtRest();
});

Deno.test("CachingResolver.resolve() rejects as the servers have failed when one family cannot be told", async () => {
  const scene = new Scene();
  const asked = scene.resolve("target.example");
  await scene.of("AAAA").answer([]);
  await scene.of("A").fail(failed);
  assertStrictEquals(await assertRejects(() => asked.promise, DialError), failed);
  await scene.assertAtRest();
});

Deno.test('CachingResolver.resolve() rejects with "timed_out" when nothing is answered within 5 s', async () => {
  const scene = new Scene();
  const asked = scene.resolve("slow.example");
  await scene.clock.advance(4999);
  assertEquals(scene.questions.map(({ signal }) => signal.aborted), [false, false]);
  await scene.clock.advance(1);
  assertEquals([asked.failure, scene.counters.timedOut], ["timed_out", 1]);
  await scene.assertAtRest();
});

Deno.test("CachingResolver.resolve() knows addresses, the machine's own names and impossible ones without asking", async () => {
  const scene = new Scene();
  const cases: Record<string, readonly string[]> = {
    "192.0.2.7": ["192.0.2.7"],
    "2001:db8::7": ["2001:db8::7"],
    "OWN.example": V4,
    "own.example.": V4,
  };
  for (const [name, addresses] of Object.entries(cases)) {
    assertEquals(await scene.resolve(name).promise, addresses, name);
  }
  for (const name of ["no.onion", "a..b", "127.1", "", "a b", "x".repeat(300)]) {
    const error = await assertRejects(() => scene.resolve(name).promise, DialError);
    assertEquals(error.failure, "name_not_found", name);
  }
  assertEquals(scene.questions, []);
});

Deno.test("CachingResolver.resolve() asks for the names of the search list until one has addresses", async () => {
  const scene = new Scene({ search: ["corp.example", "example"] });
  const asked = scene.resolve("host");
  await scene.of("A").answer([]);
  await scene.of("AAAA").answer([]);
  await scene.of("A").fail(failed);
  await scene.of("AAAA").answer([]);
  await scene.of("A").answer(V4);
  await scene.of("AAAA").answer([]);
  assertEquals(scene.names, ["host.corp.example", "host.example", "host"]);
  assertEquals(asked.answer, V4);
  await scene.assertAtRest();
});

Deno.test("CachingResolver.resolve() is not sure that there is none when one name of the search list failed", async () => {
  const scene = new Scene({ search: ["example"] });
  const asked = scene.resolve("host");
  await scene.of("A").fail(failed);
  await scene.of("AAAA").answer([]);
  await scene.of("A").answer([]);
  await scene.of("AAAA").answer([]);
  assertEquals(asked.failure, "other");
});

Deno.test("CachingResolver.resolve() asks once when the same name is asked for twice in flight", async () => {
  const scene = new Scene();
  const asked = ["target.example", "TARGET.example"].map((name) => scene.resolve(name));
  const other = scene.resolve("other.example");
  assertEquals(scene.names, ["target.example", "other.example"]);
  await scene.questions[0]!.answer(V4);
  await scene.questions[1]!.answer([]);
  assertEquals(asked.map(({ answer }) => answer), [V4, V4]);
  assertEquals(other.answer, undefined);
  await scene.of("A").answer(V4);
  await scene.of("AAAA").answer(V6);
  assertEquals(other.answer, BOTH);
  assertEquals([scene.counters.asked, scene.counters.shared], [2, 1]);
  await scene.assertAtRest();
});

Deno.test("CachingResolver.resolve() remembers an answer for as long as it holds", async () => {
  const scene = new Scene();
  await scene.learn("target.example", { ttl: 30 });
  await scene.clock.advance(29_999);
  assertEquals(await scene.resolve("target.example").promise, V4);
  assertEquals([scene.names.length, scene.counters.cached], [1, 1]);
  await scene.clock.advance(1);
  scene.resolve("target.example");
  assertEquals(scene.names.length, 2);
});

Deno.test("CachingResolver.resolve() remembers an answer for 1 s at least and 1 h at most", async () => {
  for (const [ttl, ms] of [[0, 1000], [100_000, 3_600_000]] as const) {
    const scene = new Scene();
    await scene.learn("target.example", { ttl });
    await scene.clock.advance(ms - 1);
    await scene.resolve("target.example").promise;
    assertEquals(scene.names.length, 1);
    await scene.clock.advance(1);
    scene.resolve("target.example");
    assertEquals(scene.names.length, 2);
  }
});

Deno.test("CachingResolver.resolve() remembers that there is none, for 5 min at most, and failures for 1 s", async () => {
  for (const [ttl, ms] of [[30, 30_000], [1000, 300_000]] as const) {
    const scene = new Scene();
    assertEquals((await scene.learn("target.example", { v4: [], ttl })).failure, "name_not_found");
    await scene.clock.advance(ms - 1);
    const again = scene.resolve("target.example");
    await turn();
    assertEquals([again.failure, scene.names.length], ["name_not_found", 1]);
    await scene.clock.advance(1);
    scene.resolve("target.example");
    assertEquals(scene.names.length, 2);
  }
  const scene = new Scene();
  scene.resolve("target.example");
  await scene.of("A").fail(failed);
  await scene.of("AAAA").fail(failed);
  await scene.clock.advance(999);
  await assertRejects(() => scene.resolve("target.example").promise, DialError);
  assertEquals(scene.names.length, 1);
  await scene.clock.advance(1);
  scene.resolve("target.example");
  assertEquals(scene.names.length, 2);
});

Deno.test("CachingResolver.resolve() does not wait long for the missing family of what it remembers", async () => {
  const scene = new Scene();
  const asked = scene.resolve("target.example");
  await scene.of("A").answer(V4, 3600);
  await scene.clock.advance(50);
  assertEquals(asked.answer, V4);
  await scene.clock.advance(9_999);
  assertEquals(await scene.resolve("target.example").promise, V4);
  await scene.clock.advance(1);
  scene.resolve("target.example");
  assertEquals(scene.names.length, 2, "the other family gets another chance");
});

Deno.test("CachingResolver.resolve() remembers only so many names", async () => {
  const scene = new Scene({ cacheSize: 2 });
  for (const name of ["a.example", "b.example", "c.example"]) await scene.learn(name);
  await scene.resolve("b.example").promise;
  scene.resolve("a.example");
  assertEquals(scene.names, ["a.example", "b.example", "c.example", "a.example"]);
});

Deno.test("CachingResolver.resolve() goes on for one asker when another leaves", async () => {
  const scene = new Scene();
  const leaving = new AbortController();
  const left = scene.resolve("target.example", { signal: leaving.signal });
  const staying = scene.resolve("target.example");
  const reason = new DialError("cancelled", "Gave up: the client has left");
  leaving.abort(reason);
  assertStrictEquals(await assertRejects(() => left.promise, DialError), reason);
  assertEquals(scene.questions.map(({ signal }) => signal.aborted), [false, false]);
  await scene.of("A").answer(V4);
  await scene.of("AAAA").answer(V6);
  assertEquals(staying.answer, BOTH);
  await scene.assertAtRest();
});

Deno.test("CachingResolver.resolve() stops asking when its only asker has left, and asks anew for the next one", async () => {
  const scene = new Scene();
  const leaving = new AbortController();
  const left = scene.resolve("target.example", { signal: leaving.signal });
  leaving.abort(new DialError("cancelled", "Gave up"));
  await turn();
  const next = scene.resolve("target.example");
  assertEquals([left.failure, scene.questions[0]!.signal.aborted], ["cancelled", true]);
  await scene.of("A").answer(V4);
  await scene.of("AAAA").answer([]);
  assertEquals(next.answer, V4);
  await scene.assertAtRest();
});

Deno.test("CachingResolver.resolve() asks nothing when it is aborted before", async () => {
  const scene = new Scene();
  const reason = new DialError("cancelled", "Gave up");
  const asked = scene.resolve("target.example", { signal: AbortSignal.abort(reason) });
  assertStrictEquals(await assertRejects(() => asked.promise, DialError), reason);
  assertEquals([scene.questions.length, scene.clock.pending], [0, 0]);
});

Deno.test("CachingResolver.resolve() does not listen to a signal any more when it has answered", async () => {
  const scene = new Scene();
  const controller = new AbortController();
  const listeners = countListeners(controller.signal);
  const asked = scene.resolve("target.example", { signal: controller.signal });
  assertEquals(listeners.count > 0, true);
  await scene.of("A").answer(V4);
  await scene.of("AAAA").answer(V6);
  await asked.promise;
  await turn();
  assertEquals(listeners.count, 0);
});

Deno.test("CachingResolver.resolve() asks for 32 names at a time for one client, and the others wait their turn", async () => {
  const scene = new Scene();
  const crowd = Array.from({ length: 40 }, (_, i) => {
    return scene.resolve(`n${i}.example`, { client: "192.0.2.9" });
  });
  await turn();
  assertEquals([scene.names.length, scene.counters.queued], [32, 8]);
  scene.resolve("other.example", { client: "192.0.2.8" });
  assertEquals(scene.names.at(-1), "other.example", "nobody else waits for them");
  await scene.questions[0]!.answer(V4);
  await scene.questions[1]!.answer([]);
  assertEquals(scene.names.at(-1), "n32.example");
  await scene.clock.advance(5000);
  assertEquals(crowd.slice(1).map(({ failure }) => failure), new Array(39).fill("timed_out"));
  await scene.assertAtRest();
});

Deno.test("CachingResolver.resolve() asks for 256 names at a time in all", async () => {
  const scene = new Scene();
  for (let i = 0; i < 300; i++) {
    scene.resolve(`n${i}.example`, { client: `192.0.2.${i % 10}` });
  }
  await turn();
  assertEquals([scene.names.length, scene.counters.queued], [256, 44]);
  await scene.clock.advance(5000);
  await scene.assertAtRest();
});

Deno.test("CachingResolver.resolve() takes what others have learned while it waited for a place", async () => {
  const scene = new Scene();
  for (let i = 0; i < 32; i++) scene.resolve(`n${i}.example`, { client: "192.0.2.9" });
  const waiting = [1, 2].map(() => scene.resolve("late.example", { client: "192.0.2.9" }));
  const elsewhere = scene.resolve("late.example", { client: "192.0.2.8" });
  await scene.of("A").answer(V4);
  await scene.of("AAAA").answer([]);
  assertEquals(elsewhere.answer, V4);
  for (const question of scene.questions.slice(0, 4)) await question.answer(V4);
  assertEquals(waiting.map(({ answer }) => answer), [V4, V4]);
  assertEquals(scene.names.filter((name) => name === "late.example").length, 1);
});

Deno.test("CachingResolver.close() closes what it asks through", () => {
  const scene = new Scene();
  scene.resolver.close();
  assertEquals(scene.isClosed, true);
});

function countListeners(signal: AbortSignal): { readonly count: number } {
  const listeners = { count: 0 };
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners.count++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners.count--;
    removeEventListener.apply(signal, args);
  };
  return listeners;
}
