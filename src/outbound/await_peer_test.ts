// BIND by either version of SOCKS.

import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { readExactly } from "../../tests/support/memory_pipe.ts";
import { PROXY, ScriptedProxy } from "../../tests/support/scripted_proxy.ts";
import { turn } from "../../tests/support/turn.ts";
import { watchedPipe } from "../../tests/support/watched_conn.ts";
import type { HostPort } from "../net/address.ts";
import { DialError } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { Awaiting, DialOptions, StreamDialer } from "../net/stream_dialer.ts";
import { DirectDialer } from "./direct_dialer.ts";
import { HttpConnectDialer } from "./http_connect_dialer.ts";
import type { ProxyParts } from "./proxy_handshake.ts";
import { ShadowsocksDialer } from "./shadowsocks_dialer.ts";
import { Socks4Dialer } from "./socks4_dialer.ts";
import { Socks5Dialer } from "./socks5_dialer.ts";

const TARGET: HostPort = { host: "192.0.2.1", port: 0x1234 };
/** Where the far end of the pipe is. */
const REACHED_AT = "127.0.0.9";

interface Version {
  readonly build: (parts: ProxyParts) => StreamDialer;
  /** What is said, in hex, and what is answered up to where the proxy listens. */
  readonly exchange: readonly (readonly [said: string, answered: string])[];
  readonly anywhere: string;
  readonly second: string;
  readonly refusal: string;
}

const VERSIONS: Readonly<Record<string, Version>> = {
  SOCKS5: {
    build: (parts) => new Socks5Dialer({ ...parts, credentials: undefined }),
    exchange: [["050100", "0500"], ["05020001c00002011234", "05000001c000022a1f90"]],
    anywhere: "050000010000000000ff",
    second: "05000001c63364010506",
    refusal: "05010001000000000000",
  },
  SOCKS4: {
    build: (parts) => new Socks4Dialer({ ...parts, userId: "", resolver: undefined }),
    exchange: [["04021234c000020100", "005a1f90c000022a"]],
    anywhere: "005a00ff00000000",
    second: "005a0506c6336401",
    refusal: "005b000000000000",
  },
};

class Scene implements Awaiting {
  readonly pipe = watchedPipe();
  readonly abort = new AbortController();
  readonly told: string[] = [];
  readonly transportOptions: DialOptions[] = [];
  readonly proxy = new ScriptedProxy(new Uint8Array(0));
  readonly dialed: Promise<StreamConn>;

  constructor({ build }: Version) {
    const transport: StreamDialer = {
      dial: (_target, options) => {
        this.transportOptions.push(options);
        return Promise.resolve(this.pipe.near);
      },
    };
    const { signal } = this.abort;
    const dialer = build({ ...this.proxy.parts, transport });
    this.dialed = dialer.dial(TARGET, { signal, awaiting: this, progress: () => {} });
    this.dialed.catch(() => {});
  }

  listening({ host, port }: HostPort): Promise<void> {
    this.told.push(`listening ${host} ${port}`);
    return Promise.resolve();
  }

  arrived({ host, port }: HostPort): void {
    this.told.push(`arrived ${host} ${port}`);
  }

  async answer(said: string, answered: string): Promise<void> {
    assertEquals((await readExactly(this.pipe.far, said.length / 2)).toHex(), said);
    await this.say(answered);
  }

  async say(hex: string): Promise<void> {
    await this.pipe.far.write(Uint8Array.fromHex(hex));
    await turn();
  }

  get isReleased(): boolean {
    return this.pipe.near.closed && this.proxy.clock.pending === 0;
  }
}

for (const [name, version] of Object.entries(VERSIONS)) {
  const { exchange, anywhere, second, refusal } = version;

  Deno.test(`BIND by ${name} is over when the peer has come, however long that takes`, async () => {
    const scene = new Scene(version);
    for (const [said, answered] of exchange) await scene.answer(said, answered);
    assertEquals(scene.told, ["listening 192.0.2.42 8080"]);
    await scene.proxy.clock.advance(100_000);
    await scene.say(second + "ff00");
    const conn = await scene.dialed;
    assertEquals(scene.told.slice(1), ["arrived 198.51.100.1 1286"]);
    assertEquals((await conn.read())!.toHex(), "ff00");
    assertEquals(scene.transportOptions[0]!.awaiting, undefined);
    conn.close();
    assertEquals(scene.isReleased, true);
  });

  Deno.test(`BIND by ${name} tells the proxy's own address where it listens at any`, async () => {
    const scene = new Scene(version);
    for (const [said, answered] of exchange.slice(0, -1)) await scene.answer(said, answered);
    await scene.answer(exchange.at(-1)![0], anywhere);
    assertEquals(scene.told, [`listening ${REACHED_AT} 255`]);
    scene.abort.abort(new DialError("cancelled", "Gave up"));
    await turn();
    assertEquals(scene.isReleased, true);
  });

  Deno.test(`BIND by ${name} has its time up to where the proxy listens`, async () => {
    const scene = new Scene(version);
    await scene.pipe.far.read();
    await scene.proxy.clock.advance(scene.proxy.parts.handshakeMs);
    const error = await assertRejects(() => scene.dialed, DialError);
    assertEquals([error.failure, error.at, scene.isReleased], ["timed_out", "upstream", true]);
  });

  Deno.test(`BIND by ${name} ends with the abort, and with a second no`, async () => {
    const reason = new DialError("timed_out", "Cannot connect: no answer in time");
    const given = new Scene(version);
    for (const [said, answered] of exchange) await given.answer(said, answered);
    given.abort.abort(reason);
    assertStrictEquals(await assertRejects(() => given.dialed), reason);
    assertEquals(given.isReleased, true);

    const refused = new Scene(version);
    for (const [said, answered] of exchange) await refused.answer(said, answered);
    await refused.say(refusal);
    const error = await assertRejects(() => refused.dialed, DialError);
    assertEquals([error.failure, error.at, refused.isReleased], ["other", "target", true]);
  });
}

const ONLY_CONNECT: Readonly<Record<string, (parts: ProxyParts) => StreamDialer>> = {
  DirectDialer: ({ clock }) =>
    new DirectDialer({
      clock,
      resolver: { resolve: () => Promise.reject(new Error("asked")) },
      connect: () => Promise.reject(new Error("dialed")),
      mayReach: () => true,
    }),
  ShadowsocksDialer: (parts) =>
    new ShadowsocksDialer({ ...parts, server: PROXY, wrap: (conn) => conn }),
  HttpConnectDialer: (parts) => new HttpConnectDialer({ ...parts, credentials: undefined }),
};
for (const [name, build] of Object.entries(ONLY_CONNECT)) {
  Deno.test(`${name}.dial() refuses to wait for a connection, and connects nowhere`, async () => {
    const { parts, dialed } = new ScriptedProxy(new Uint8Array(0));
    const { signal } = new AbortController();
    const awaiting = { listening: () => Promise.resolve(), arrived: () => {} };
    const dial = () => build(parts).dial(TARGET, { signal, awaiting, progress: () => {} });
    const error = await assertRejects(dial, DialError);
    assertEquals([error.failure, error.at, dialed], ["unsupported", "request", []]);
  });
}
