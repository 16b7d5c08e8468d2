import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { turn } from "../../tests/support/turn.ts";
import { DialError } from "../net/dial_failure.ts";
import { SystemResolver } from "./system_resolver.ts";

const V4 = ["192.0.2.1", "192.0.2.2"];
const V6 = ["2001:db8::1"];
/** The families in turn, IPv4 first. */
const BOTH = ["192.0.2.1", "2001:db8::1", "192.0.2.2"];

class Question {
  readonly #answer = Promise.withResolvers<string[]>();

  constructor(readonly name: string, readonly type: "A" | "AAAA", readonly signal: AbortSignal) {
    signal.addEventListener("abort", () => this.#answer.reject(signal.reason), { once: true });
  }

  get promise(): Promise<string[]> {
    return this.#answer.promise;
  }

  async answer(addresses: readonly string[]): Promise<void> {
    this.#answer.resolve([...addresses]);
    await turn();
  }

  async fail(error: Error): Promise<void> {
    this.#answer.reject(error);
    await turn();
  }
}

class Scene {
  readonly clock = new ManualClock();
  readonly questions: Question[] = [];
  readonly resolver: SystemResolver;

  constructor({ ipv6First = false } = {}) {
    this.resolver = new SystemResolver({
      clock: this.clock,
      ipv6First,
      query: (name, type, signal) => {
        const question = new Question(name, type, signal);
        this.questions.push(question);
        return question.promise;
      },
    });
  }

  resolve(name: string, signal = new AbortController().signal): Asked {
    return new Asked(this.resolver.resolve(name, signal));
  }

  /** The last question of a type. */
  of(type: "A" | "AAAA"): Question {
    const question = this.questions.findLast((asked) => asked.type === type);
    if (question === undefined) throw new Error(`Nobody asked for ${type}`);
    return question;
  }

  /** Nothing is left: no alarm, and no question that nobody waits for. */
  async assertAtRest(): Promise<void> {
    await turn();
    assertEquals(this.clock.pending, 0);
    for (const { signal } of this.questions) assert(signal.aborted);
  }
}

/** One caller's view. */
class Asked {
  answer: readonly string[] | undefined;

  constructor(readonly promise: Promise<readonly string[]>) {
    promise.then((addresses) => this.answer = addresses, () => {});
  }
}

const failed = new DialError("other", "the server has failed");

Deno.test("SystemResolver.resolve() asks for A and AAAA at once", async () => {
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

  Deno.test(`SystemResolver.resolve() gives ${first} addresses first, whoever answers first`, async () => {
    for (const order of [[first, second], [second, first]] as const) {
      const scene = new Scene({ ipv6First });
      const asked = scene.resolve("target.example");
      for (const type of order) await scene.of(type).answer(type === first ? best : rest);
      assertEquals(asked.answer, both);
      await scene.assertAtRest();
    }
  });

  Deno.test(`SystemResolver.resolve() waits 50 ms for ${second} addresses when there are ${first} addresses`, async () => {
    const scene = new Scene({ ipv6First });
    const asked = scene.resolve("target.example");
    await scene.of(first).answer(best);
    await scene.clock.advance(49);
    assertEquals(asked.answer, undefined);
    await scene.clock.advance(1);
    assertEquals(asked.answer, best);
    await scene.assertAtRest();
  });

  Deno.test(`SystemResolver.resolve() gives ${second} addresses when there are no ${first} addresses`, async () => {
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

  Deno.test(`SystemResolver.resolve() gives ${first} addresses when asking for ${second} fails`, async () => {
    const scene = new Scene({ ipv6First });
    const asked = scene.resolve("target.example");
    await scene.of(second).fail(failed);
    await scene.of(first).answer(best);
    assertEquals(asked.answer, best);
    await scene.assertAtRest();
  });

  Deno.test(`SystemResolver.resolve() waits 50 ms for ${first} addresses when there are ${second} addresses`, async () => {
    const scene = new Scene({ ipv6First });
    const asked = scene.resolve("target.example");
    await scene.of(second).answer(rest);
    await scene.clock.advance(49);
    assertEquals(asked.answer, undefined);
    await scene.clock.advance(1);
    assertEquals(asked.answer, rest);
    await scene.assertAtRest();
  });
}

Deno.test('SystemResolver.resolve() rejects with "name_not_found" when there are no addresses', async () => {
  const scene = new Scene();
  const asked = scene.resolve("nowhere.example");
  await scene.of("AAAA").answer([]);
  await scene.of("A").answer([]);
  const error = await assertRejects(() => asked.promise, DialError, "nowhere.example");
  assertEquals(error.failure, "name_not_found");
  await scene.assertAtRest();
});

Deno.test('SystemResolver.resolve() rejects with "timed_out" when nothing is answered within 5 s', async () => {
  const scene = new Scene();
  const asked = scene.resolve("slow.example");
  await scene.clock.advance(4999);
  assertEquals(scene.questions.map(({ signal }) => signal.aborted), [false, false]);
  await scene.clock.advance(1);
  assertEquals((await assertRejects(() => asked.promise, DialError)).failure, "timed_out");
  await scene.assertAtRest();
});

Deno.test("SystemResolver.resolve() asks once when the same name is asked for twice in flight", async () => {
  const scene = new Scene();
  const asked = [scene.resolve("target.example"), scene.resolve("target.example")];
  const other = scene.resolve("other.example");
  assertEquals(scene.questions.map(({ name }) => name), [
    "target.example",
    "target.example",
    "other.example",
    "other.example",
  ]);
  await scene.questions[0]!.answer(V4);
  await scene.questions[1]!.answer([]);
  assertEquals(asked.map(({ answer }) => answer), [V4, V4]);
  assertEquals(other.answer, undefined);
  await scene.questions[2]!.answer(V4);
  await scene.questions[3]!.answer(V6);
  assertEquals(other.answer, BOTH);
  await scene.assertAtRest();
});

Deno.test("SystemResolver.resolve() asks again when an answer has been given", async () => {
  const scene = new Scene();
  for (const addresses of [["192.0.2.1"], ["192.0.2.2"]]) {
    const asked = scene.resolve("target.example");
    await scene.of("A").answer(addresses);
    await scene.of("AAAA").answer([]);
    assertEquals(asked.answer, addresses);
  }
  assertEquals(scene.questions.length, 4);
  await scene.assertAtRest();
});

Deno.test("SystemResolver.resolve() asks again when the name was not found before", async () => {
  const scene = new Scene();
  const lost = scene.resolve("target.example");
  await scene.of("A").answer([]);
  await scene.of("AAAA").answer([]);
  await assertRejects(() => lost.promise, DialError);
  const found = scene.resolve("target.example");
  await scene.of("A").answer(V4);
  await scene.of("AAAA").answer(V6);
  assertEquals(found.answer, BOTH);
  await scene.assertAtRest();
});

Deno.test("SystemResolver.resolve() goes on for one asker when another leaves", async () => {
  const scene = new Scene();
  const leaving = new AbortController();
  const left = scene.resolve("target.example", leaving.signal);
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

Deno.test("SystemResolver.resolve() leaves nothing behind when its only asker has left", async () => {
  const scene = new Scene();
  const leaving = new AbortController();
  const left = scene.resolve("target.example", leaving.signal);
  leaving.abort(new DialError("cancelled", "Gave up"));
  await assertRejects(() => left.promise, DialError);
  await scene.clock.advance(5000);
  await scene.assertAtRest();
});

Deno.test("SystemResolver.resolve() asks nothing when it is aborted before", async () => {
  const scene = new Scene();
  const reason = new DialError("cancelled", "Gave up");
  const asked = scene.resolve("target.example", AbortSignal.abort(reason));
  assertStrictEquals(await assertRejects(() => asked.promise, DialError), reason);
  assertEquals([scene.questions.length, scene.clock.pending], [0, 0]);
});

Deno.test("SystemResolver.resolve() does not listen to a signal any more when it has answered", async () => {
  const scene = new Scene();
  const controller = new AbortController();
  const listeners = countListeners(controller.signal);
  const asked = scene.resolve("target.example", controller.signal);
  assertEquals(listeners.count, 1);
  await scene.of("A").answer(V4);
  await scene.of("AAAA").answer(V6);
  await asked.promise;
  await turn();
  assertEquals(listeners.count, 0);
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

Deno.test("SystemResolver.resolve() rejects with what went wrong when no question was answered", async () => {
  const scene = new Scene();
  const asked = scene.resolve("target.example");
  await scene.of("AAAA").answer([]);
  await scene.of("A").fail(failed);
  assertStrictEquals(await assertRejects(() => asked.promise, DialError), failed);
  await scene.assertAtRest();
});
