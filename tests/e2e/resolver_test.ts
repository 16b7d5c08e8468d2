// Umbra's own resolver with a real DNS server on loopback: by UDP, TCP, TLS and HTTPS, with good answers and bad ones
// (issue 5).

import { assert, assertEquals, assertRejects } from "@std/assert";
import { ResolverCounters } from "../../src/dns/resolver_counters.ts";
import { DenoClock } from "../../src/net/deno_clock.ts";
import { DialError } from "../../src/net/dial_failure.ts";
import type { NameServer } from "../../src/net/name_server.ts";
import { buildResolver } from "../../src/service/build_resolver.ts";
import { a, aaaa, RCODE, replyTo } from "../support/dns_packets.ts";
import { type Answering, type AskedHow, DnsServer, type Transport } from "../support/dns_server.ts";
import { encodeDnsQuery } from "../../src/codec/dns_message.ts";
import { TEST_CA } from "../support/test_certificate.ts";

const NEVER = new AbortController().signal;
const BOTH = ["192.0.2.1", "2001:db8::1"];
const TRANSPORTS: readonly Transport[] = ["udp", "tcp", "tls", "https"];

class Scene implements AsyncDisposable {
  readonly counters = new ResolverCounters();
  readonly #clock = new DenoClock();
  readonly #resolver;

  constructor(servers: readonly NameServer[], { caCerts = [TEST_CA] } = {}) {
    const dns = { choice: { kind: "servers", servers }, cacheSize: 8 } as const;
    const { counters } = this;
    const parts = { clock: this.#clock, counters, caCerts };
    this.#resolver = buildResolver({ dns, ipv6First: false }, parts);
  }

  resolve(name: string): Promise<readonly string[]> {
    return this.#resolver.resolve(name, { signal: NEVER });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#resolver.close();
    this.#clock[Symbol.dispose]();
    // What is closed lets go of its operations at the next turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** One address of each family. */
const wellBehaved: Answering = ({ name, type }) => ({
  answers: [type === "A" ? a(name, "192.0.2.1") : aaaa(name, "2001:db8::1")],
});

/** The answer to a question, as bytes. */
function wellBehavedBytes(
  asked: AskedHow,
  change: { readonly id?: number; readonly name?: string },
) {
  const question = { name: asked.name, type: asked.type === "A" ? 1 : 28, class: 1 };
  const reply = wellBehaved(asked) as { readonly answers: [] };
  return replyTo(encodeDnsQuery(question, { id: asked.id }), { ...reply, ...change });
}

for (const transport of TRANSPORTS) {
  Deno.test(`the resolver asks a server by ${transport}`, async () => {
    await using server = new DnsServer(wellBehaved);
    await using scene = new Scene([server.as(transport)]);
    assertEquals(await scene.resolve("target.example"), BOTH);
    assertEquals(await scene.resolve("other.example"), BOTH);
    assertEquals(server.asked.map((asked) => asked.transport), new Array(4).fill(transport));
    assertEquals(scene.counters.refused, 0);
  });
}

for (const transport of ["tls", "https"] as const) {
  Deno.test(`the resolver finds a ${transport} server by its name`, async () => {
    await using server = new DnsServer(wellBehaved);
    await using scene = new Scene([server.as(transport, "localhost")]);
    assertEquals(await scene.resolve("target.example"), BOTH);
  });

  Deno.test(`the resolver takes nothing from a ${transport} server that cannot prove who it is`, async () => {
    await using server = new DnsServer(wellBehaved);
    await using scene = new Scene([server.as(transport)], { caCerts: [] });
    await assertRejects(() => scene.resolve("target.example"), DialError);
    assertEquals(server.asked, []);
  });
}

Deno.test("the resolver asks by TCP for what does not fit into a datagram", async () => {
  const many = Array.from({ length: 60 }, (_, i) => `192.0.2.${i + 1}`);
  await using server = new DnsServer(({ name, type, transport }) => {
    if (type === "AAAA") return {};
    if (transport === "udp") return { answers: [a(name, "203.0.113.6")], isTruncated: true };
    return { answers: many.map((address) => a(name, address)) };
  });
  await using scene = new Scene([server.as("udp")]);
  assertEquals(await scene.resolve("target.example"), many);
});

Deno.test("the resolver takes no forged answer, and the true one after it", async () => {
  await using server = new DnsServer((asked) => [
    wellBehavedBytes(asked, { id: asked.id ^ 1 }),
    wellBehavedBytes(asked, { name: "bank.example" }),
    new Uint8Array(12),
    wellBehavedBytes(asked, {}),
  ]);
  await using scene = new Scene([server.as("udp")]);
  assertEquals(await scene.resolve("target.example"), BOTH);
  assert(scene.counters.refused >= 6);
});

const BAD: Readonly<Record<string, Answering>> = {
  "fails": () => ({ rcode: RCODE.serverFailure }),
  "speaks of another name": () => ({ answers: [a("bank.example", "203.0.113.6")] }),
  "sends 500 records": ({ name }) => ({
    answers: Array.from({ length: 500 }, (_, i) => a(name, `192.0.${i >> 8}.${i & 255}`)),
  }),
  "sends a pointer that loops": (asked) => {
    const bytes = wellBehavedBytes(asked, {});
    // The name in the question becomes a pointer to itself.
    bytes.set([0xc0, 12], 12);
    return bytes;
  },
  "sends half of an answer": (asked) => {
    const bytes = wellBehavedBytes(asked, {});
    return bytes.subarray(0, bytes.length - 2);
  },
  "truncates, and sends garbage by TCP": ({ transport, ...asked }) =>
    transport === "udp" ? { isTruncated: true } : new Uint8Array(40).fill(asked.id),
};

for (const [what, answering] of Object.entries(BAD)) {
  Deno.test(`the resolver asks the next server at once when one ${what}`, async () => {
    await using bad = new DnsServer(answering);
    await using good = new DnsServer(wellBehaved);
    await using scene = new Scene([bad.as("udp"), good.as("udp")]);
    const start = performance.now();
    assertEquals(await scene.resolve("target.example"), BOTH);
    // It is not the patience with a silent server (1.5 s) that has passed.
    assert(performance.now() - start < 1400);
    assert(scene.counters.refused >= 1);
  });
}

Deno.test("the resolver asks the next server when one is silent, and keeps what it has learned", async () => {
  await using silent = new DnsServer(() => undefined);
  await using good = new DnsServer(wellBehaved);
  await using scene = new Scene([silent.as("udp"), good.as("udp")]);
  assertEquals(await scene.resolve("target.example"), BOTH);
  assertEquals(await scene.resolve("TARGET.example"), BOTH);
  assertEquals([silent.asked.length, good.asked.length, scene.counters.cached], [2, 2, 1]);
});
