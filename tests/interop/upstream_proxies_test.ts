// Each dialer for a proxy against proxies of others and our own: a transfer both ways at once, a target that refuses, and
// a visitor who is not let in.

import { assertEquals, assertNotMatch, assertRejects } from "@std/assert";
import { DenoTlsClient } from "../../src/net/deno_tls_client.ts";
import { DialError } from "../../src/net/dial_failure.ts";
import type { StreamDialer } from "../../src/net/stream_dialer.ts";
import { HttpConnectDialer } from "../../src/outbound/http_connect_dialer.ts";
import type { ProxyParts } from "../../src/outbound/proxy_handshake.ts";
import { Socks4Dialer } from "../../src/outbound/socks4_dialer.ts";
import { Socks5Dialer } from "../../src/outbound/socks5_dialer.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { OutboundGround } from "../support/outbound_ground.ts";
import {
  type RunningProxy,
  startDanted,
  startMicrosocks,
  startSquid,
  startTinyproxy,
  VISITOR,
} from "../support/proxy_programs.ts";
import { dialWith, type Expected } from "../support/scripted_proxy.ts";
import { newLink, startLocal, startServer } from "../support/shadowsocks_process.ts";
import { assertEchoed } from "../support/stream_echo.ts";
import { TEST_CA } from "../support/test_certificate.ts";
import { TlsFront } from "../support/tls_front.ts";

const TRANSFER_BYTES = 1024 * 1024;

interface Parent {
  readonly name: string;
  readonly programs: readonly string[];
  readonly start: () => Promise<RunningProxy>;
  readonly dialer: (parts: ProxyParts, credentials: typeof VISITOR | undefined) => StreamDialer;
  /** Who is let in, and nobody else; `undefined`: everybody. */
  readonly visitor: typeof VISITOR | undefined;
  /** How a target that refuses is told; `undefined`: the proxy says yes before it knows. */
  readonly refusal: Expected | undefined;
}

const socks5: Parent["dialer"] = (parts, credentials) =>
  new Socks5Dialer({ ...parts, credentials });
const socks4a: Parent["dialer"] = (parts) =>
  new Socks4Dialer({ ...parts, userId: "alice", resolver: undefined });
const http: Parent["dialer"] = (parts, credentials) =>
  new HttpConnectDialer({ ...parts, credentials });

const PARENTS: readonly Parent[] = [
  {
    name: "microsocks by SOCKS5 with a password",
    programs: ["microsocks"],
    start: startMicrosocks,
    dialer: socks5,
    visitor: VISITOR,
    refusal: { failure: "refused", at: "target" },
  },
  {
    name: "dante by SOCKS5",
    programs: ["danted"],
    start: () => startDanted("none"),
    dialer: socks5,
    visitor: undefined,
    refusal: { failure: "refused", at: "target" },
  },
  {
    name: "dante by SOCKS4",
    programs: ["danted"],
    start: () => startDanted("none"),
    dialer: (parts) => new Socks4Dialer({ ...parts, userId: "alice", resolver: RESOLVER }),
    visitor: undefined,
    refusal: { failure: "other", at: "target" },
  },
  {
    name: "tinyproxy by HTTP with a password",
    programs: ["tinyproxy"],
    start: startTinyproxy,
    dialer: http,
    visitor: VISITOR,
    refusal: { failure: "other", at: "request" },
  },
  {
    name: "squid by HTTP with a password",
    programs: ["squid"],
    start: startSquid,
    dialer: http,
    visitor: VISITOR,
    refusal: { failure: "other", at: "target" },
  },
  {
    name: "umbra local by SOCKS4a",
    programs: [],
    start: () => startOurs(),
    dialer: socks4a,
    visitor: undefined,
    refusal: undefined,
  },
  {
    name: "umbra local by SOCKS5 with a password",
    programs: [],
    start: () => startOurs("--auth", `${VISITOR.name}:${VISITOR.password}`),
    dialer: socks5,
    visitor: VISITOR,
    refusal: undefined,
  },
  {
    name: "umbra local by HTTP with a password",
    programs: [],
    start: () => startOurs("--auth", `${VISITOR.name}:${VISITOR.password}`),
    dialer: http,
    visitor: VISITOR,
    refusal: undefined,
  },
];
const RESOLVER = { resolve: () => Promise.resolve(["127.0.0.1"]) };

for (const parent of PARENTS) {
  const { name, visitor, refusal } = parent;
  const ignore = await skipWithoutPeer(parent);

  Deno.test({ name: `an upstream: ${name}`, ignore }, async (test) => {
    using ground = new OutboundGround();
    await using target = new EchoTarget();
    await using proxy = await parent.start();
    const dialer = parent.dialer(ground.partsFor(proxy), visitor);

    for (const host of ["127.0.0.1", "localhost"]) {
      await test.step(`carries a transfer to ${host}`, async () => {
        const conn = await dialWith(dialer, { host, port: target.port });
        await assertEchoed(conn, TRANSFER_BYTES);
      });
    }
    if (refusal !== undefined) {
      await test.step("tells that the target refuses", async () => {
        const [port] = freePorts(1) as [number];
        await assertFails(dialer, port, refusal);
      });
    }
    if (visitor !== undefined) {
      await test.step("lets nobody else in", async () => {
        for (const stranger of [undefined, { ...visitor, password: "not-my-s3cret" }]) {
          const refused = parent.dialer(ground.partsFor(proxy), stranger);
          const message = await assertFails(refused, target.port, NOT_LET_IN);
          assertNotMatch(message, /s3cret/);
        }
      });
    }
  });
}

const NOT_LET_IN: Expected = { failure: "other", at: "upstream" };

Deno.test({
  name: "an upstream: dante lets in nobody whom this machine does not know",
  ignore: await skipWithoutPeer({ name: "dante", programs: ["danted"] }),
}, async () => {
  using ground = new OutboundGround();
  await using proxy = await startDanted("username");
  await assertFails(socks5(ground.partsFor(proxy), VISITOR), proxy.port, NOT_LET_IN);
});

Deno.test({
  name: "upstreams nest: dante by SOCKS4a behind tinyproxy over TLS behind microsocks",
  ignore: await skipWithoutPeer({
    name: "three proxies",
    programs: ["danted", "tinyproxy", "microsocks"],
  }),
}, async () => {
  using ground = new OutboundGround();
  await using target = new EchoTarget();
  await using first = await startMicrosocks();
  await using second = await startTinyproxy();
  await using front = new TlsFront(second.port);
  await using third = await startDanted("none");
  const tls = new DenoTlsClient({ serverName: "dns.test", authorities: [TEST_CA] });
  const toSecond = socks5(ground.partsFor(first), VISITOR);
  const toThird = new HttpConnectDialer({
    ...ground.partsFor(front),
    transport: toSecond,
    credentials: VISITOR,
    secure: (conn) => tls.secure(conn),
  });
  const dialer = socks4a({ ...ground.partsFor(third), transport: toThird }, undefined);
  const conn = await dialWith(dialer, { host: "127.0.0.1", port: target.port });
  await assertEchoed(conn, TRANSFER_BYTES);
});

/** The message of its failure. */
async function assertFails(
  dialer: StreamDialer,
  port: number,
  expected: Expected,
): Promise<string> {
  const dial = () => dialWith(dialer, { host: "127.0.0.1", port });
  const { failure, at, message } = await assertRejects(dial, DialError);
  assertEquals({ failure, at }, expected);
  return message;
}

/** Local and server. */
async function startOurs(...flags: readonly string[]): Promise<RunningProxy> {
  const link = newLink("chacha20-ietf-poly1305");
  await using stack = new AsyncDisposableStack();
  stack.use(await startServer("umbra", link));
  const { port } = stack.use(await startLocal("umbra", link, ...flags));
  const running = stack.move();
  return { port, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
