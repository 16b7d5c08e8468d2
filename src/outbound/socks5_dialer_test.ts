import { assertEquals, assertNotMatch, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { readAll } from "../../tests/support/memory_pipe.ts";
import {
  assertDialFails,
  dialWith,
  PROXY,
  ScriptedProxy,
} from "../../tests/support/scripted_proxy.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import type { UserPassword } from "../codec/socks5.ts";
import type { HostPort } from "../net/address.ts";
import { concatBytes } from "../net/bytes.ts";
import { DialError, type DialFailure, type FailedAt } from "../net/dial_failure.ts";
import { Socks5Dialer } from "./socks5_dialer.ts";

const USER: UserPassword = { name: "alice", password: "s3cret" };
const LOGIN = "0105616c69636506733363726574";
const NAME: HostPort = { host: "target.example", port: 0x1234 };

/** The request for each target: the target's address, not the proxy's, and its port with the high byte first. */
const REQUESTS: readonly (readonly [HostPort, string])[] = [
  [NAME, "050100030e7461726765742e6578616d706c651234"],
  [{ host: "192.0.2.1", port: 0x1234 }, "05010001c00002011234"],
  [{ host: "2001:db8::1", port: 0x1234 }, "0501000420010db80000000000000000000000011234"],
];
const [[, REQUEST]] = REQUESTS as [readonly [HostPort, string]];

/** Answers with each type of address. */
const YES = {
  IPv4: "05000001c000022a1f90",
  IPv6: "0500000420010db80000000000000000000000ff1f90",
  name: "050000030161" + "1f90",
};

function scene(script: string, { credentials, step }: {
  readonly credentials?: UserPassword;
  readonly step?: number;
} = {}) {
  const proxy = new ScriptedProxy(Uint8Array.fromHex(script), step);
  return { proxy, dialer: new Socks5Dialer({ ...proxy.parts, credentials }) };
}

for (const [target, request] of REQUESTS) {
  Deno.test(`Socks5Dialer.dial() asks the proxy for ${target.host}`, async () => {
    const { proxy, dialer } = scene("0500" + YES.IPv4);
    await dialWith(dialer, target);
    assertEquals(proxy.dialed, [PROXY]);
    assertEquals(proxy.heard, ["050100", request]);
    assertEquals([proxy.conn.isClosed, proxy.clock.pending], [false, 0]);
  });
}

for (const [type, answer] of Object.entries(YES)) {
  for (const step of [1, 3, 1000]) {
    Deno.test(`Socks5Dialer.dial() keeps what follows an answer with an ${type} address, cut every ${step} bytes`, async () => {
      const { proxy, dialer } = scene("05020100" + answer + "ff00ff", { credentials: USER, step });
      const conn = await dialWith(dialer, NAME);
      assertEquals(proxy.heard, ["05020002", LOGIN, REQUEST]);
      assertEquals((await readAll(conn)).toHex(), "ff00ff");
    });
  }
}

Deno.test("Socks5Dialer.dial() keeps its credentials from a proxy that does not ask for them", async () => {
  const { proxy, dialer } = scene("0500" + YES.IPv4, { credentials: USER });
  await dialWith(dialer, NAME);
  assertEquals(proxy.heard, ["05020002", REQUEST]);
});

Deno.test("Socks5Dialer.dial() says nothing before the answer to what it said last", async () => {
  const pipe = watchedPipe();
  const { proxy } = scene("");
  const transport = { dial: () => Promise.resolve(pipe.near) };
  const dialer = new Socks5Dialer({ ...proxy.parts, transport, credentials: USER });
  const dialed = dialWith(dialer, NAME);
  for (const answer of ["0502", "0100", YES.IPv4]) {
    await pipe.far.read();
    await turn();
    const said = pipe.near.writes;
    await turn();
    assertEquals(pipe.near.writes, said);
    await pipe.far.write(Uint8Array.fromHex(answer));
  }
  (await dialed).close();
  assertEquals([pipe.near.writes, pipe.near.breaches], [3, []]);
});

const ANSWERS: readonly (readonly [code: string, DialFailure, FailedAt])[] = [
  ["01", "other", "target"],
  ["02", "denied", "target"],
  ["03", "network_unreachable", "target"],
  ["04", "host_unreachable", "target"],
  ["05", "refused", "target"],
  ["06", "timed_out", "target"],
  ["07", "unsupported", "request"],
  ["08", "unsupported", "request"],
  ["09", "other", "upstream"],
  ["ff", "other", "upstream"],
];
for (const [code, failure, at] of ANSWERS) {
  Deno.test(`Socks5Dialer.dial() rejects with ${failure} at the ${at} when the answer is 0x${code}`, async () => {
    const { proxy, dialer } = scene(`050005${code}0001000000000000`);
    await assertDialFails(proxy, () => dialWith(dialer, NAME), { failure, at });
  });
}

const NONSENSE = {
  "another protocol": "485454502f312e3120343030",
  "SOCKS4": "005a000000000000",
  "a method that was not offered": "0501",
  "no method": "05ff",
  "the other's version of the login's answer": "05020500",
  "a refused login": "05020101",
  "an address type that there is not": "0502010005000002" + "00".repeat(20),
  "an empty name": "0502010005000003000000",
  "a name that is no text": "0502010005000003" + "02ffff0000",
  "nothing at all": "",
};
for (const [what, script] of Object.entries(NONSENSE)) {
  Deno.test(`Socks5Dialer.dial() blames the upstream for ${what}`, async () => {
    const { proxy, dialer } = scene(script, { credentials: USER, step: 1 });
    const dial = () => dialWith(dialer, NAME);
    const error = await assertDialFails(proxy, dial, { failure: "other", at: "upstream" });
    assertNotMatch(String(error) + String(error.cause), /s3cret|733363726574/);
  });
}

Deno.test("Socks5Dialer.dial() does not log in where it has no credentials", async () => {
  const { proxy, dialer } = scene("05020100" + YES.IPv4);
  const dial = () => dialWith(dialer, NAME);
  await assertDialFails(proxy, dial, { failure: "other", at: "upstream" });
  assertEquals(proxy.heard, ["050100"]);
});

Deno.test("Socks5Dialer.dial() blames the upstream for an answer that ends too soon, wherever", async () => {
  const whole = "05020100" + YES.IPv6;
  for (let length = 0; length < whole.length; length += 2) {
    const { proxy, dialer } = scene(whole.slice(0, length), { credentials: USER });
    const dial = () => dialWith(dialer, NAME);
    await assertDialFails(proxy, dial, { failure: "other", at: "upstream" });
  }
});

Deno.test("Socks5Dialer.dial() comes to an end whatever the proxy says", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (noise) => {
    const proxy = new ScriptedProxy(concatBytes(Uint8Array.of(5, 0, 5), noise), 1);
    const dialer = new Socks5Dialer({ ...proxy.parts, credentials: undefined });
    await dialWith(dialer, NAME).then(
      () => assertEquals([noise[0], proxy.conn.isClosed], [0, false]),
      (error) => assertEquals([error instanceof DialError, proxy.conn.isClosed], [true, true]),
    );
    assertEquals(proxy.clock.pending, 0);
  }));
});

Deno.test("Socks5Dialer.dial() dials nothing for a name that does not fit", async () => {
  const { proxy, dialer } = scene("");
  const target = { host: "x".repeat(256), port: 443 };
  const error = await assertRejects(() => dialWith(dialer, target), DialError);
  assertEquals([error.failure, error.at, proxy.dialed], ["other", "request", []]);
});

Deno.test("new Socks5Dialer() refuses credentials that do not fit", () => {
  const { parts } = new ScriptedProxy(new Uint8Array(0));
  for (
    const credentials of [{ ...USER, name: "x".repeat(256) }, {
      ...USER,
      password: "ü".repeat(128),
    }]
  ) {
    assertThrows(() => new Socks5Dialer({ ...parts, credentials }), RangeError);
  }
});
