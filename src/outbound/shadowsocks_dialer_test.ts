import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeDialer } from "../../tests/support/fake_dialer.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import { encodeAddress } from "../codec/address_header.ts";
import type { HostPort } from "../net/address.ts";
import { concatBytes } from "../net/bytes.ts";
import { DialError } from "../net/dial_failure.ts";
import type { ReportedStage } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { ShadowsocksDialer } from "./shadowsocks_dialer.ts";

const SERVER: HostPort = { host: "server.example", port: 8388 };

class Scene {
  readonly clock = new ManualClock();
  readonly transport = new FakeDialer();
  readonly pipe = watchedPipe();
  readonly stages: ReportedStage[] = [];
  readonly abort = new AbortController();
  readonly wrapped: StreamConn[] = [];
  readonly dialer = new ShadowsocksDialer({
    server: SERVER,
    transport: this.transport,
    wrap: (conn) => {
      this.wrapped.push(conn);
      return conn;
    },
    clock: this.clock,
  });

  dial(target: HostPort): Promise<StreamConn> {
    return this.dialer.dial(target, {
      signal: this.abort.signal,
      progress: (stage) => this.stages.push(stage),
    });
  }
}

const TARGETS: readonly HostPort[] = [
  { host: "target.example", port: 443 },
  { host: "192.0.2.1", port: 80 },
  { host: "2001:db8::1", port: 65535 },
  { host: "x".repeat(255), port: 1 },
];

for (const target of TARGETS) {
  Deno.test(`ShadowsocksDialer.dial() dials the server, and names ${target.host.slice(0, 20)} to it with the first payload`, async () => {
    const scene = new Scene();
    const dialed = scene.dial(target);
    await turn();
    assertEquals(scene.transport.last.address, SERVER);
    assertStrictEquals(scene.transport.last.signal, scene.abort.signal);
    assertEquals(scene.stages, ["CONNECTING"]);
    scene.transport.last.succeed(scene.pipe.near);
    const conn = await dialed;
    assertEquals(scene.wrapped, [scene.pipe.near]);
    const written = conn.write(testBytes(100));
    assertEquals(await scene.pipe.far.read(), concatBytes(encodeAddress(target), testBytes(100)));
    await written;
    conn.close();
    assertEquals([scene.pipe.near.closed, scene.clock.pending], [true, 0]);
  });
}

Deno.test("ShadowsocksDialer.dial() names the server whose plugin it cannot reach", async () => {
  const dialer = new ShadowsocksDialer({
    server: { host: "127.0.0.1", port: 20_000 },
    behindPlugin: SERVER,
    transport: { dial: () => Promise.reject(new DialError("refused", "Cannot connect: refused")) },
    wrap: (conn) => conn,
    clock: new ManualClock(),
  });
  const options = { signal: new AbortController().signal, progress: () => {} };
  await assertRejects(
    () => dialer.dial(TARGETS[0]!, options),
    DialError,
    "Cannot reach the plugin of the Shadowsocks server server.example:8388: Cannot connect: refused",
  );
});

Deno.test("ShadowsocksDialer.dial() sends nothing itself, so that an abandoned dial costs the server nothing", async () => {
  const scene = new Scene();
  const dialed = scene.dial(TARGETS[0]!);
  await turn();
  scene.transport.last.succeed(scene.pipe.near);
  const conn = await dialed;
  await scene.clock.advance(60_000);
  conn.close();
  await turn();
  assertEquals([scene.pipe.near.writes, scene.pipe.near.finishes], [0, 0]);
  assertEquals(scene.clock.pending, 0);
});

// A SOCKS request can carry a name of 255 bytes, which may be fewer characters.
for (const host of ["x".repeat(256), "ü".repeat(150)]) {
  Deno.test(`ShadowsocksDialer.dial() rejects with a DialError when a name has ${new TextEncoder().encode(host).length} bytes`, async () => {
    const scene = new Scene();
    const error = await assertRejects(() => scene.dial({ host, port: 443 }), DialError);
    assertEquals([error.failure, scene.transport.dials.length], ["other", 0]);
  });
}

Deno.test("ShadowsocksDialer.dial() rejects with the transport's failure", async () => {
  const scene = new Scene();
  const dialed = scene.dial(TARGETS[0]!);
  await turn();
  scene.transport.last.fail("refused");
  assertEquals((await assertRejects(() => dialed, DialError)).failure, "refused");
  assertEquals(scene.wrapped, []);
});

Deno.test("ShadowsocksDialer.dial() does not blame the server for what we have run out of", async () => {
  const scene = new Scene();
  const dialed = scene.dial(TARGETS[0]!);
  await turn();
  scene.transport.last.failOddly(new DialError("other", "Too many open files", { at: "here" }));
  assertEquals((await assertRejects(() => dialed, DialError)).at, "here");
});

Deno.test("ShadowsocksDialer.dial() gives up when it is aborted", async () => {
  const scene = new Scene();
  const dialed = scene.dial(TARGETS[0]!);
  await turn();
  const reason = new DialError("cancelled", "Gave up: the client has left");
  scene.abort.abort(reason);
  assertStrictEquals(await assertRejects(() => dialed, DialError), reason);
});
