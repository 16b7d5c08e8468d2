import { assertEquals, assertNotMatch, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { readAll } from "../../tests/support/memory_pipe.ts";
import {
  assertDialFails,
  dialWith,
  PROXY,
  ScriptedProxy,
} from "../../tests/support/scripted_proxy.ts";
import { MAX_HEAD_BYTES } from "../codec/http_head_collector.ts";
import type { HostPort } from "../net/address.ts";
import { concatBytes } from "../net/bytes.ts";
import { DialError, type DialFailure, type FailedAt } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { WrappedConn } from "../net/wrapped_conn.ts";
import { HttpConnectDialer, type HttpConnectParts } from "./http_connect_dialer.ts";

const NAME: HostPort = { host: "target.example", port: 0x1234 };
const REQUEST = "CONNECT target.example:4660 HTTP/1.1\r\nHost: target.example:4660\r\n\r\n";
const YES = "HTTP/1.1 200 Connection established\r\n\r\n";
const USER = { name: "alice", password: "s3cret" };
const SHOWN = /s3cret|czNjcmV0/;

interface Options extends Partial<Pick<HttpConnectParts, "credentials" | "secure">> {
  readonly step?: number;
}

function scene(script: string, { credentials, step, ...parts }: Options = {}) {
  const proxy = new ScriptedProxy(new TextEncoder().encode(script), step);
  return { proxy, dialer: new HttpConnectDialer({ ...proxy.parts, credentials, ...parts }) };
}

function heard({ conn }: ScriptedProxy): string {
  return new TextDecoder().decode(concatBytes(...conn.writes));
}

Deno.test("HttpConnectDialer.dial() asks the proxy for the target", async () => {
  const { proxy, dialer } = scene(YES);
  await dialWith(dialer, NAME);
  assertEquals([proxy.dialed, proxy.conn.writes.length, heard(proxy)], [[PROXY], 1, REQUEST]);
  assertEquals([proxy.conn.isClosed, proxy.clock.pending], [false, 0]);
});

for (
  const [host, authority] of [["2001:db8::1", "[2001:db8::1]:4660"], [
    "192.0.2.1",
    "192.0.2.1:4660",
  ]] as const
) {
  Deno.test(`HttpConnectDialer.dial() asks for ${authority}`, async () => {
    const { proxy, dialer } = scene(YES);
    await dialWith(dialer, { host, port: 0x1234 });
    assertEquals(heard(proxy).split("\r\n").slice(0, 2), [
      `CONNECT ${authority} HTTP/1.1`,
      `Host: ${authority}`,
    ]);
  });
}

Deno.test("HttpConnectDialer.dial() sends its credentials at once", async () => {
  const { proxy, dialer } = scene(YES, { credentials: USER });
  await dialWith(dialer, NAME);
  assertEquals(
    heard(proxy).split("\r\n")[2],
    "Proxy-Authorization: Basic YWxpY2U6czNjcmV0",
  );
});

const ANSWERS = {
  "any 2xx": "HTTP/1.1 299 Well\r\n\r\n",
  "HTTP/1.0 and no reason": "HTTP/1.0 200\r\n\r\n",
  "interim answers before": "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" +
    YES,
  "a length that means nothing": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
  "a coding that means nothing": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
};
for (const [what, answer] of Object.entries(ANSWERS)) {
  for (const step of [1, 7, 10_000]) {
    Deno.test(`HttpConnectDialer.dial() takes ${what} and keeps what follows, cut every ${step} bytes`, async () => {
      const { dialer } = scene(answer + "\r\n\r\nhello", { step });
      const bytes = await readAll(await dialWith(dialer, NAME));
      assertEquals(new TextDecoder().decode(bytes), "\r\n\r\nhello");
    });
  }
}

const STATUSES: readonly (readonly [status: number, DialFailure, FailedAt])[] = [
  [403, "denied", "target"],
  [404, "host_unreachable", "target"],
  [410, "host_unreachable", "target"],
  [502, "other", "target"],
  [503, "other", "target"],
  [504, "timed_out", "target"],
  [500, "other", "request"],
  ...[101, 301, 400, 401, 405, 407, 429, 501, 505, 999].map((status) =>
    [status, "other", "upstream"] as const
  ),
];
for (const [status, failure, at] of STATUSES) {
  Deno.test(`HttpConnectDialer.dial() rejects with ${failure} at the ${at} when the status is ${status}`, async () => {
    const answer = `HTTP/1.1 ${status} X\r\nContent-Length: 3\r\n\r\nNo.`;
    const { proxy, dialer } = scene(answer, { credentials: USER });
    const error = await assertDialFails(proxy, () => dialWith(dialer, NAME), { failure, at });
    assertNotMatch(String(error) + String(error.cause), SHOWN);
  });
}

const NONSENSE = {
  "another protocol": "SSH-2.0-OpenSSH_9.2\r\n\r\n",
  "HTTP/2": "HTTP/2.0 200 OK\r\n\r\n",
  "a bare LF": "HTTP/1.1 200 OK\n\n",
  "a control in a field": "HTTP/1.1 200 OK\r\nX: \x01\r\n\r\n",
  "an endless line": "HTTP/1.1 200 " + "x".repeat(MAX_HEAD_BYTES),
  "endless fields": "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(MAX_HEAD_BYTES / 6),
  "endless interim answers": "HTTP/1.1 100 Continue\r\n\r\n".repeat(17) + YES,
  "nothing at all": "",
};
for (const [what, script] of Object.entries(NONSENSE)) {
  Deno.test(`HttpConnectDialer.dial() blames the upstream for ${what}`, async () => {
    const { proxy, dialer } = scene(script, { step: 1000 });
    const expected = { failure: "other", at: "upstream" } as const;
    await assertDialFails(proxy, () => dialWith(dialer, NAME), expected);
  });
}

Deno.test("HttpConnectDialer.dial() blames the upstream for an answer that ends too soon, wherever", async () => {
  for (let length = 0; length < YES.length; length++) {
    const { proxy, dialer } = scene(YES.slice(0, length));
    const expected = { failure: "other", at: "upstream" } as const;
    await assertDialFails(proxy, () => dialWith(dialer, NAME), expected);
  }
});

Deno.test("HttpConnectDialer.dial() comes to an end whatever the proxy says", async () => {
  const pieces = fc.constantFrom(
    "HTTP/1.1 ",
    "200",
    "100",
    " ",
    "\r\n",
    "\r\n\r\n",
    "\n",
    "X: y",
    "\0",
  );
  await fc.assert(fc.asyncProperty(fc.array(pieces), async (script) => {
    const { proxy, dialer } = scene(script.join(""), { step: 3 });
    await dialWith(dialer, NAME).then(
      () => assertEquals(proxy.conn.isClosed, false),
      (error) => assertEquals([error instanceof DialError, proxy.conn.isClosed], [true, true]),
    );
  }));
});

Deno.test("HttpConnectDialer.dial() says and hears everything through TLS where there is some", async () => {
  class Secured extends WrappedConn {}
  const secured: StreamConn[] = [];
  const { proxy, dialer } = scene(YES, {
    secure: (conn) => {
      secured.push(new Secured(conn));
      return Promise.resolve(secured[0]!);
    },
  });
  assertEquals(await dialWith(dialer, NAME), secured[0]);
  assertEquals(heard(proxy), REQUEST);
});

Deno.test("HttpConnectDialer.dial() blames the upstream, and says nothing, when TLS fails", async () => {
  const secure = () => Promise.reject(new Error("Hostname does not match"));
  const { proxy, dialer } = scene(YES, { secure });
  const expected = { failure: "other", at: "upstream" } as const;
  await assertDialFails(proxy, () => dialWith(dialer, NAME), expected);
  assertEquals(proxy.heard, []);
});

Deno.test("HttpConnectDialer.dial() dials nothing for a host that has no place in a request", async () => {
  for (const host of ["a\r\nX: y", "bücher.example"]) {
    const { proxy, dialer } = scene(YES);
    const error = await assertRejects(() => dialWith(dialer, { host, port: 443 }), DialError);
    assertEquals([error.failure, error.at, proxy.dialed], ["other", "request", []]);
  }
});

Deno.test("new HttpConnectDialer() refuses credentials that do not fit, without telling them", () => {
  const { parts } = new ScriptedProxy(new Uint8Array(0));
  const credentials = { ...USER, name: "a:b" };
  const error = assertThrows(() => new HttpConnectDialer({ ...parts, credentials }), RangeError);
  assertNotMatch(error.message, SHOWN);
});
