import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { FakeResolver } from "../../tests/support/fake_resolver.ts";
import { readAll } from "../../tests/support/memory_pipe.ts";
import {
  assertDialFails,
  dialWith,
  PROXY,
  ScriptedProxy,
} from "../../tests/support/scripted_proxy.ts";
import { turn } from "../../tests/support/turn.ts";
import type { HostPort } from "../net/address.ts";
import { concatBytes } from "../net/bytes.ts";
import { DialError, type FailedAt } from "../net/dial_failure.ts";
import { Socks4Dialer } from "./socks4_dialer.ts";

const NAME: HostPort = { host: "target.example", port: 0x1234 };
const IPV4: HostPort = { host: "192.0.2.1", port: 0x1234 };
const IPV6: HostPort = { host: "2001:db8::1", port: 0x1234 };
const YES = "005a000000000000";

interface Options {
  readonly resolver?: FakeResolver;
  readonly userId?: string;
  readonly step?: number;
}

function scene(script: string, { resolver, userId = "", step }: Options = {}) {
  const proxy = new ScriptedProxy(Uint8Array.fromHex(script), step);
  return { proxy, dialer: new Socks4Dialer({ ...proxy.parts, userId, resolver }) };
}

const REQUESTS_4A: readonly (readonly [HostPort, string])[] = [
  [IPV4, "04011234c000020100"],
  [NAME, "0401123400000001" + "00" + "7461726765742e6578616d706c65" + "00"],
  [IPV6, "0401123400000001" + "00" + "323030313a6462383a3a31" + "00"],
];
for (const [target, request] of REQUESTS_4A) {
  Deno.test(`Socks4Dialer.dial() asks a proxy of 4a for ${target.host}`, async () => {
    const { proxy, dialer } = scene(YES);
    await dialWith(dialer, target);
    assertEquals([proxy.dialed, proxy.heard], [[PROXY], [request]]);
    assertEquals([proxy.conn.isClosed, proxy.clock.pending], [false, 0]);
  });
}

Deno.test("Socks4Dialer.dial() tells the user id", async () => {
  const { proxy, dialer } = scene(YES, { userId: "bob" });
  await dialWith(dialer, IPV4);
  assertEquals(proxy.heard, ["04011234c0000201" + "626f6200"]);
});

Deno.test("Socks4Dialer.dial() with a resolver asks for the first IPv4 address of a name", async () => {
  const resolver = new FakeResolver();
  const { proxy, dialer } = scene(YES, { resolver });
  const dialed = dialWith(dialer, NAME);
  await turn();
  assertEquals(proxy.dialed, []);
  resolver.answer(NAME.host, "2001:db8::1", "192.0.2.1", "192.0.2.2");
  await dialed;
  assertEquals(proxy.heard, ["04011234c000020100"]);
});

Deno.test("Socks4Dialer.dial() with a resolver has an IPv4 literal as it is", async () => {
  const resolver = new FakeResolver();
  const { proxy, dialer } = scene(YES, { resolver });
  await dialWith(dialer, IPV4);
  assertEquals([resolver.asked, proxy.heard], [[], ["04011234c000020100"]]);
});

Deno.test("Socks4Dialer.dial() with a resolver has no way to IPv6, which is nobody's fault", async () => {
  const resolver = new FakeResolver();
  const { proxy, dialer } = scene(YES, { resolver });
  const literal = await assertRejects(() => dialWith(dialer, IPV6), DialError);
  assertEquals([literal.failure, literal.at], ["unsupported", "request"]);
  const dialed = dialWith(dialer, NAME);
  await turn();
  resolver.answer(NAME.host, "2001:db8::1");
  const name = await assertRejects(() => dialed, DialError);
  assertEquals([name.failure, name.at], ["unsupported", "request"]);
  assertEquals(proxy.dialed, []);
});

Deno.test("Socks4Dialer.dial() rejects with the resolver's failure", async () => {
  const resolver = new FakeResolver();
  const { proxy, dialer } = scene(YES, { resolver });
  const dialed = dialWith(dialer, NAME);
  await turn();
  resolver.refuse(NAME.host);
  const error = await assertRejects(() => dialed, DialError);
  assertEquals([error.failure, error.at, proxy.dialed], ["name_not_found", "target", []]);
});

Deno.test("Socks4Dialer.dial() passes the abort on to the resolver", async () => {
  const { dialer } = scene(YES, { resolver: new FakeResolver() });
  const abort = new AbortController();
  const dialed = dialer.dial(NAME, { signal: abort.signal, progress: () => {} });
  const reason = new DialError("cancelled", "Gave up: the client has left");
  abort.abort(reason);
  assertStrictEquals(await assertRejects(() => dialed), reason);
});

for (const step of [1, 3, 1000]) {
  Deno.test(`Socks4Dialer.dial() keeps what follows the answer, cut every ${step} bytes`, async () => {
    const { dialer } = scene("005affffffffffff" + "00ff00", { step });
    assertEquals((await readAll(await dialWith(dialer, NAME))).toHex(), "00ff00");
  });
}

const CODES: readonly (readonly [code: string, FailedAt])[] = [
  ["5b", "target"],
  ["5c", "upstream"],
  ["5d", "upstream"],
  ["00", "upstream"],
  ["ff", "upstream"],
];
for (const [code, at] of CODES) {
  Deno.test(`Socks4Dialer.dial() rejects at the ${at} when the answer is 0x${code}`, async () => {
    const { proxy, dialer } = scene(`00${code}000000000000`);
    await assertDialFails(proxy, () => dialWith(dialer, NAME), { failure: "other", at });
  });
}

Deno.test("Socks4Dialer.dial() blames the upstream for an answer that ends too soon or is none", async () => {
  const scripts = ["0500", "485454502f312e31", "04" + YES.slice(2)];
  for (let length = 0; length < YES.length; length += 2) scripts.push(YES.slice(0, length));
  for (const script of scripts) {
    const { proxy, dialer } = scene(script);
    const expected = { failure: "other", at: "upstream" } as const;
    await assertDialFails(proxy, () => dialWith(dialer, NAME), expected);
  }
});

Deno.test("Socks4Dialer.dial() comes to an end whatever the proxy says", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 20 }), async (noise) => {
    const proxy = new ScriptedProxy(concatBytes(Uint8Array.of(0), noise), 1);
    const dialer = new Socks4Dialer({ ...proxy.parts, userId: "", resolver: undefined });
    await dialWith(dialer, NAME).then(
      () => assertEquals([noise[0], proxy.conn.isClosed], [90, false]),
      (error) => assertEquals([error instanceof DialError, proxy.conn.isClosed], [true, true]),
    );
  }));
});

Deno.test("Socks4Dialer.dial() dials nothing for a name or user id that does not fit", async () => {
  for (const [host, userId] of [["x".repeat(256), ""], ["a", "bob\0"], ["a\0b", ""]] as const) {
    const { proxy, dialer } = scene(YES, { userId });
    const error = await assertRejects(() => dialWith(dialer, { host, port: 1 }), DialError);
    assertEquals([error.at, proxy.dialed], ["request", []]);
  }
});
