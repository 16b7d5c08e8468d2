import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  a,
  type Answer,
  decodePacket,
  RCODE,
  type Reply,
  soa,
} from "../../tests/support/dns_packets.ts";
import { FakeDnsLink } from "../../tests/support/fake_dns_link.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { turn } from "../../tests/support/turn.ts";
import { encodeEdns } from "../codec/dns_edns.ts";
import {
  decodeDnsMessage,
  DNS_CLASS_IN,
  DNS_TYPE,
  type DnsMessage,
  encodeDnsQuery,
  type QueryHead,
} from "../codec/dns_message.ts";
import { DnsAnswerer } from "./dns_answerer.ts";
import { ResolverCounters } from "./resolver_counters.ts";

const NAME = "target.example";
const EDNS = (udpBytes: number, isDnssecOk = false) => [encodeEdns({ udpBytes, isDnssecOk })];

interface AskOptions extends Partial<QueryHead> {
  readonly name?: string;
  readonly type?: number;
  readonly transport?: "datagram" | "stream";
  readonly client?: string;
}

class Scene {
  readonly clock = new ManualClock();
  readonly link = new FakeDnsLink();
  readonly counters = new ResolverCounters();
  readonly answerer = new DnsAnswerer({
    link: this.link,
    clock: this.clock,
    counters: this.counters,
    cacheSize: 8,
  });

  /** The reply, once there is one. */
  async ask(options: AskOptions = {}): Promise<DnsMessage> {
    const { name = NAME, type = DNS_TYPE.A, id = 7, ...rest } = options;
    const question = { name, type, class: DNS_CLASS_IN };
    return decodeDnsMessage((await this.say(encodeDnsQuery(question, { ...rest, id }), options))!);
  }

  say(bytes: Uint8Array, options: AskOptions = {}): Promise<Uint8Array | undefined> {
    const { transport = "datagram", client = "127.0.0.1" } = options;
    return this.answerer.answer(bytes, { transport, client });
  }

  /** A question that the server answers like that. */
  async asked(reply: Reply, options: AskOptions = {}): Promise<DnsMessage> {
    const before = this.link.questions.length;
    const answer = this.ask(options);
    await turn();
    if (this.link.questions.length > before) await this.link.last.reply(reply);
    return await answer;
  }
}

const ONE = { answers: [a(NAME, "192.0.2.1", 60)] };

/** What the sender says that it takes. */
function sizesIn(bytes: Uint8Array): readonly unknown[] {
  return decodePacket(bytes).additionals!
    .map((record) => record.type === "OPT" && record.udpPayloadSize);
}

function answers(count: number): Answer[] {
  return Array.from({ length: count }, (_, i) => a(NAME, `192.0.2.${i}`));
}

Deno.test("DnsAnswerer.answer() hands the server's answer on", async () => {
  const scene = new Scene();
  const reply = await scene.asked(ONE, { id: 0xabcd });
  assertEquals([reply.id, reply.rcode, reply.answers.length], [0xabcd, 0, 1]);
  assertEquals(scene.link.asked, ["A target.example"]);
});

Deno.test("DnsAnswerer.answer() remembers an answer for as long as it holds, and tells its age", async () => {
  const scene = new Scene();
  await scene.asked(ONE);
  await scene.clock.advance(59_999);
  const again = await scene.asked(ONE);
  assertEquals([again.answers[0]!.ttl, scene.link.questions.length], [1, 1]);
  await scene.clock.advance(1);
  assertEquals((await scene.asked(ONE)).answers[0]!.ttl, 60);
  assertEquals(scene.link.questions.length, 2);
});

Deno.test("DnsAnswerer.answer() remembers that there is none for as long as the zone says, and no failures", async () => {
  const none = { rcode: RCODE.noSuchName, authorities: [soa("example", { minimum: 30 })] };
  const cases: readonly [Reply, number][] = [
    [none, 30_000],
    [{ authorities: none.authorities }, 30_000],
    [{ rcode: RCODE.noSuchName }, 0],
    [{ rcode: RCODE.serverFailure, authorities: none.authorities }, 0],
    [{ answers: [a(NAME, "192.0.2.1", 0)] }, 0],
  ];
  for (const [reply, ms] of cases) {
    const scene = new Scene();
    const { rcode } = await scene.asked(reply);
    await scene.clock.advance(Math.max(0, ms - 1));
    await scene.asked(reply);
    assertEquals(scene.link.questions.length, ms === 0 ? 2 : 1);
    await scene.clock.advance(1);
    assertEquals((await scene.asked(reply)).rcode, rcode);
    assertEquals(scene.link.questions.length, ms === 0 ? 3 : 2);
  }
});

Deno.test("DnsAnswerer.answer() tells questions apart that want different answers", async () => {
  const scene = new Scene();
  const wanted: AskOptions[] = [
    {},
    { type: DNS_TYPE.AAAA },
    { isCheckingDisabled: true },
    { additionals: EDNS(1232) },
    { additionals: EDNS(1232, true) },
    { name: "other.example" },
  ];
  for (const options of wanted) await scene.asked({}, options);
  assertEquals(scene.link.questions.length, wanted.length);
});

Deno.test("DnsAnswerer.answer() truncates what does not fit into the client's datagram", async () => {
  const many = { answers: answers(30) };
  const scene = new Scene();
  const cut = await scene.asked(many);
  assert(cut.isTruncated && cut.bytes.length < 512);
  assertEquals((await scene.asked(many, { transport: "stream" })).answers.length, 30);
  assertEquals((await scene.asked(many, { additionals: EDNS(4096) })).answers.length, 30);
  const small = await scene.asked(many, { additionals: EDNS(600) });
  assertEquals(small.isTruncated, true);
  assertEquals(sizesIn(small.bytes), [1232], "what we take ourselves");
});

Deno.test("DnsAnswerer.answer() refuses what is no plain question", async () => {
  const scene = new Scene();
  for (const type of [251, 252]) assertEquals((await scene.ask({ type })).rcode, RCODE.refused);
  const notify = encodeDnsQuery({ name: NAME, type: 1, class: 1 }, { id: 7 });
  notify[2] = 4 << 3;
  assertEquals(decodeDnsMessage((await scene.say(notify))!).rcode, RCODE.refused);
  assertEquals(scene.link.questions.length, 0);
});

Deno.test("DnsAnswerer.answer() says nothing to answers, and little to what cannot be read", async () => {
  const scene = new Scene();
  const query = encodeDnsQuery({ name: NAME, type: 1, class: 1 }, { id: 7 });
  const answer = query.slice();
  answer[2] = 0x80;
  assertEquals(await scene.say(answer), undefined);
  assertEquals(await scene.say(query.subarray(0, 11)), undefined);
  const cut = decodePacket((await scene.say(query.subarray(0, 20)))!);
  assertEquals([cut.id, cut.questions], [7, []]);
});

Deno.test("DnsAnswerer.answer() asks once for all who ask for the same", async () => {
  const scene = new Scene();
  const replies = [1, 2, 3].map((id) => scene.ask({ id, client: `192.0.2.${id}` }));
  await turn();
  await scene.link.last.reply(ONE);
  assertEquals((await Promise.all(replies)).map(({ id }) => id), [1, 2, 3]);
  assertEquals([scene.link.questions.length, scene.counters.shared], [1, 2]);
});

Deno.test("DnsAnswerer.answer() asks a second time, and then says that the server failed", async () => {
  const scene = new Scene();
  const answer = scene.ask();
  await turn();
  await scene.link.last.fail(new Error("no"));
  await scene.link.last.fail(new Error("no"));
  assertEquals([(await answer).rcode, scene.link.questions.length], [RCODE.serverFailure, 2]);
});

Deno.test("DnsAnswerer.answer() says within 5 s that nobody answers", async () => {
  const scene = new Scene();
  const answer = scene.ask();
  await scene.clock.advance(5000);
  assertEquals((await answer).rcode, RCODE.serverFailure);
  assertEquals([scene.counters.timedOut, scene.clock.pending], [1, 0]);
});

Deno.test("DnsAnswerer.answer() asks for 32 questions of a client at a time", async () => {
  const scene = new Scene();
  const crowd = Array.from({ length: 40 }, (_, i) => scene.ask({ name: `n${i}.example` }));
  await turn();
  assertEquals([scene.link.questions.length, scene.counters.queued], [32, 8]);
  await scene.clock.advance(5000);
  for (const answer of crowd) assertEquals((await answer).rcode, RCODE.serverFailure);
});

Deno.test("DnsAnswerer.close() ends what is under way in failure", async () => {
  const scene = new Scene();
  const answer = scene.ask();
  await turn();
  scene.answerer.close();
  assertEquals((await answer).rcode, RCODE.serverFailure);
  assertEquals([scene.link.isClosed, (await scene.ask()).rcode], [true, RCODE.serverFailure]);
});

Deno.test("DnsAnswerer.answer() never rejects, whatever it is asked", async () => {
  const scene = new Scene();
  scene.answerer.close();
  const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => {
    if (bytes.length > 6) bytes.set([0, 0, 0, 1], 2);
    return bytes;
  });
  await fc.assert(fc.asyncProperty(noise, async (bytes) => void await scene.say(bytes)));
});
