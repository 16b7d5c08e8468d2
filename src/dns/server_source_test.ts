import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { a, aaaa, cname, RCODE, soa } from "../../tests/support/dns_packets.ts";
import { FakeDnsLink } from "../../tests/support/fake_dns_link.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { turn } from "../../tests/support/turn.ts";
import { DialError } from "../net/dial_failure.ts";
import type { AddressType, Finding } from "./finding.ts";
import { ResolverCounters } from "./resolver_counters.ts";
import { ServerSource } from "./server_source.ts";

const NAME = "target.example";

class Scene {
  readonly clock = new ManualClock();
  readonly counters = new ResolverCounters();
  readonly links = [new FakeDnsLink(), new FakeDnsLink()] as const;
  readonly abort = new AbortController();
  readonly source: ServerSource;

  constructor({ rotate = false } = {}) {
    const { clock, counters, links } = this;
    this.source = new ServerSource({
      links,
      clock,
      counters,
      rotate,
      attempts: 2,
      patienceMs: 1000,
    });
  }

  find(type: AddressType = "A"): Promise<Finding> {
    const found = this.source.find(NAME, type, this.abort.signal);
    // It may fail before a test looks.
    found.catch(() => {});
    return found;
  }

  get asked(): readonly number[] {
    return this.links.map(({ questions }) => questions.length);
  }
}

Deno.test("ServerSource.find() asks the first server for the type", async () => {
  const scene = new Scene();
  const found = scene.find("AAAA");
  assertEquals(scene.links[0].asked, ["AAAA target.example"]);
  await scene.links[0].last.reply({ answers: [aaaa(NAME, "2001:db8::1", 60)] });
  assertEquals(await found, { addresses: ["2001:db8::1"], ttl: 60 });
  assertEquals(scene.counters.refused, 0);
});

Deno.test("ServerSource.find() asks again for an alias that leaves the answer", async () => {
  const scene = new Scene();
  const found = scene.find();
  const [link] = scene.links;
  await link.last.reply({ answers: [cname(NAME, "b.example", 30)] });
  await link.last.reply({
    answers: [cname("b.example", "c.example"), cname("c.example", "d.example")],
  });
  assertEquals(link.asked, ["A target.example", "A b.example", "A d.example"]);
  await link.last.reply({ answers: [a("d.example", "192.0.2.1")] });
  assertEquals(await found, { addresses: ["192.0.2.1"], ttl: 30 });
});

Deno.test("ServerSource.find() refuses aliases that go on and on", async () => {
  const scene = new Scene();
  const found = scene.find();
  const [link] = scene.links;
  for (const [from, to] of pairs(NAME, "loop.example", 9)) {
    await link.last.reply({ answers: [cname(from, to)] });
  }
  await assertRejects(() => found, DialError, "lead nowhere");
  assertEquals(link.questions.length, 9);
});

Deno.test("ServerSource.find() asks nobody for an alias that is no host name", async () => {
  const scene = new Scene();
  const found = scene.find();
  await scene.links[0].last.reply({ answers: [cname(NAME, "a b.example", 30)] });
  assertEquals(await found, { addresses: [], ttl: 30 });
});

Deno.test("ServerSource.find() asks the next server when an answer is bad, and counts that", async () => {
  const bad = [
    { rcode: RCODE.serverFailure },
    { rcode: RCODE.refused },
    { answers: [a("bank.example", "203.0.113.6")] },
    { answers: [cname(NAME, NAME)] },
    { answers: Array.from({ length: 65 }, (_, i) => a(NAME, `192.0.2.${i}`)) },
  ];
  for (const reply of bad) {
    const scene = new Scene();
    const found = scene.find();
    await scene.links[0].last.reply(reply);
    await scene.links[1].last.reply({ answers: [a(NAME, "192.0.2.1")] });
    assertEquals((await found).addresses, ["192.0.2.1"]);
    assertEquals([scene.asked, scene.counters.refused], [[1, 1], 1]);
  }
});

Deno.test("ServerSource.find() counts an answer that is doubted, and asks the next server", async () => {
  const scene = new Scene();
  const found = scene.find();
  scene.links[0].last.options.doubted();
  assertEquals([scene.asked, scene.counters.refused], [[1, 1], 1]);
  await scene.links[1].last.reply({ authorities: [soa("example")], rcode: RCODE.noSuchName });
  assertEquals((await found).addresses, []);
});

Deno.test("ServerSource.find() asks each server twice and then says why it cannot tell", async () => {
  const scene = new Scene();
  const found = scene.find();
  for (const link of [0, 1, 0, 1] as const) {
    await scene.links[link].last.reply({ rcode: RCODE.serverFailure });
  }
  const error = await assertRejects(() => found, DialError, 'Cannot resolve "target.example"');
  assertEquals([error.failure, scene.asked], ["other", [2, 2]]);
});

Deno.test("ServerSource.find() begins with another server each time when it is to rotate", async () => {
  const scene = new Scene({ rotate: true });
  for (const link of [0, 1, 0] as const) {
    const before = scene.asked[link]!;
    const found = scene.find();
    assertEquals(scene.asked[link], before + 1);
    await scene.links[link].last.reply({ answers: [a(NAME, "192.0.2.1")] });
    await found;
  }
});

Deno.test("ServerSource.find() rejects with the reason of an abort", async () => {
  const scene = new Scene();
  const found = scene.find();
  const reason = new DialError("cancelled", "Gave up");
  scene.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => found, DialError), reason);
  await turn();
  assertEquals(scene.clock.pending, 0);
});

function* pairs(a: string, b: string, count: number): Iterable<readonly [string, string]> {
  for (let i = 0; i < count; i++) yield i % 2 === 0 ? [a, b] : [b, a];
}
