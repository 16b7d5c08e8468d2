import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { a, askedIn, type Reply, replyTo } from "../../tests/support/dns_packets.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { memoryPipe } from "../../tests/support/memory_pipe.ts";
import { decodeDnsFrame, encodeDnsFrame } from "../codec/dns_frame.ts";
import { DNS_CLASS_IN, DNS_TYPE, type DnsMessage } from "../codec/dns_message.ts";
import { ByteReader } from "../net/byte_reader.ts";
import { DialError } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamLink } from "./stream_link.ts";

const NEVER = new AbortController().signal;

/** The server's end of a connection. */
class FarEnd {
  readonly conn: StreamConn;
  readonly #reader: ByteReader;

  constructor(conn: StreamConn) {
    this.conn = conn;
    this.#reader = new ByteReader(conn);
  }

  /** The next question. */
  query(): Promise<Uint8Array> {
    return this.#reader.readMessage(decodeDnsFrame);
  }

  async reply(query: Uint8Array, reply: Reply): Promise<void> {
    await this.conn.write(encodeDnsFrame(replyTo(query, reply)));
  }

  /** The right answer. */
  async answer(query: Uint8Array): Promise<void> {
    await this.reply(query, { answers: [a(askedIn(query).name, "192.0.2.1")] });
  }
}

class Scene {
  readonly clock = new ManualClock();
  readonly far: FarEnd[] = [];
  readonly dials: AbortSignal[] = [];
  doubts = 0;
  /** What becomes of a dial. */
  dial: (signal: AbortSignal) => Promise<StreamConn> = () => {
    const { near, far } = memoryPipe();
    this.far.push(new FarEnd(far));
    return Promise.resolve(near);
  };
  readonly link = new StreamLink({
    clock: this.clock,
    dial: (signal) => {
      this.dials.push(signal);
      return this.dial(signal);
    },
  });

  ask(name: string, signal = NEVER): Promise<DnsMessage> {
    const question = { name, type: DNS_TYPE.A, class: DNS_CLASS_IN };
    const answer = this.link.ask({ question }, { signal, doubted: () => this.doubts++ });
    // It may fail before a test looks.
    answer.catch(() => {});
    return answer;
  }

  /** Everything is closed, and nothing rings any more. */
  async assertAtRest(): Promise<void> {
    this.link.close();
    await settle();
    assertEquals(this.clock.pending, 0);
  }
}

Deno.test("StreamLink.ask() puts all questions on one connection, and takes the answers in any order", async () => {
  const scene = new Scene();
  const answers = ["a.example", "b.example"].map((name) => scene.ask(name));
  await settle();
  const [far] = scene.far;
  const queries = [await far!.query(), await far!.query()];
  assertEquals(queries.map((query) => askedIn(query).name), ["a.example", "b.example"]);
  for (const query of queries.toReversed()) await far!.answer(query);
  const names = (await Promise.all(answers)).map(({ question }) => question.name);
  assertEquals(names, ["a.example", "b.example"]);
  const later = scene.ask("c.example");
  await far!.answer(await far!.query());
  await later;
  assertEquals([scene.dials.length, scene.doubts], [1, 0]);
  await scene.assertAtRest();
});

Deno.test("StreamLink.ask() takes an answer that comes byte by byte", async () => {
  const scene = new Scene();
  const answer = scene.ask("a.example");
  await settle();
  const [far] = scene.far;
  const query = await far!.query();
  const frame = encodeDnsFrame(replyTo(query, { answers: [a("a.example", "192.0.2.1")] }));
  for (const byte of frame) await far!.conn.write(Uint8Array.of(byte));
  assertEquals((await answer).answers.length, 1);
  await scene.assertAtRest();
});

Deno.test("StreamLink.ask() gives the connection up when an answer is to another question", async () => {
  const scene = new Scene();
  const [asked, other] = ["a.example", "b.example"].map((name) => scene.ask(name));
  await settle();
  const [far] = scene.far;
  await far!.reply(await far!.query(), { name: "bank.example" });
  await assertRejects(() => asked!, Error, "another question");
  await assertRejects(() => other!, Error, "another question");
  assertEquals(scene.doubts, 2);
  const again = scene.ask("a.example");
  await settle();
  await scene.far[1]!.answer(await scene.far[1]!.query());
  await again;
  await scene.assertAtRest();
});

Deno.test("StreamLink.ask() gives the connection up when an answer is to no question", async () => {
  const scene = new Scene();
  const answer = scene.ask("a.example");
  await settle();
  const [far] = scene.far;
  const query = await far!.query();
  await far!.reply(query, { id: askedIn(query).id ^ 1 });
  await assertRejects(() => answer, Error, "another question");
  await scene.assertAtRest();
});

Deno.test("StreamLink.ask() asks no more of a server that owes it very many answers", async () => {
  const scene = new Scene();
  const answers = Array.from({ length: 1024 }, (_, i) => scene.ask(`n${i}.example`));
  await settle();
  await assertRejects(() => scene.ask("one.more.example"));
  for (const answer of answers) await assertRejects(() => answer);
  await scene.assertAtRest();
});

Deno.test("StreamLink.ask() takes no notice of an answer that nobody waits for any more", async () => {
  const scene = new Scene();
  const patience = new AbortController();
  const left = scene.ask("a.example", patience.signal);
  const stays = scene.ask("b.example");
  await settle();
  const [far] = scene.far;
  const [late, query] = [await far!.query(), await far!.query()];
  const reason = new Error("gave up");
  patience.abort(reason);
  assertStrictEquals(await assertRejects(() => left, Error), reason);
  await far!.answer(late);
  await far!.answer(query);
  await stays;
  assertEquals(scene.doubts, 0);
  await scene.assertAtRest();
});

Deno.test("StreamLink.ask() rejects when the server hangs up, and dials anew for the next question", async () => {
  const scene = new Scene();
  const answer = scene.ask("a.example");
  await settle();
  await scene.far[0]!.query();
  scene.far[0]!.conn.close();
  await assertRejects(() => answer);
  await settle();
  scene.ask("a.example");
  await settle();
  assertEquals(scene.dials.length, 2);
  await scene.assertAtRest();
});

Deno.test("StreamLink closes a connection on which nothing has come for 10 s", async () => {
  for (const isAsked of [false, true]) {
    const scene = new Scene();
    const first = scene.ask("a.example");
    await settle();
    const [far] = scene.far;
    await far!.answer(await far!.query());
    await first;
    await scene.clock.advance(9_000);
    const unanswered = isAsked ? scene.ask("b.example") : undefined;
    await scene.clock.advance(isAsked ? 9_999 : 999);
    assertEquals(scene.clock.pending, 1, "still open");
    await scene.clock.advance(1);
    assertEquals(scene.clock.pending, 0);
    if (unanswered !== undefined) await assertRejects(() => unanswered);
    await scene.assertAtRest();
  }
});

Deno.test("StreamLink gives up a connection that answers nothing, however many ask", async () => {
  const scene = new Scene();
  const answers = [];
  for (let second = 0; second < 10; second++) {
    answers.push(scene.ask(`n${second}.example`));
    await scene.clock.advance(1000);
  }
  for (const answer of answers) await assertRejects(() => answer);
  await scene.assertAtRest();
});

Deno.test("StreamLink.ask() gives up a dial that takes 5 s, and leaves it to the others when one goes", async () => {
  const scene = new Scene();
  scene.dial = (signal) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  const patience = new AbortController();
  const left = scene.ask("a.example", patience.signal);
  const stays = scene.ask("b.example");
  patience.abort(new Error("gave up"));
  await assertRejects(() => left, Error, "gave up");
  await scene.clock.advance(4999);
  assertEquals(scene.dials.map(({ aborted }) => aborted), [false]);
  await scene.clock.advance(1);
  assertEquals((await assertRejects(() => stays, DialError)).failure, "timed_out");
  await scene.assertAtRest();
});

Deno.test("StreamLink.close() ends what is under way", async () => {
  const scene = new Scene();
  const answer = scene.ask("a.example");
  await settle();
  scene.link.close();
  await assertRejects(() => answer);
  await scene.assertAtRest();
});
