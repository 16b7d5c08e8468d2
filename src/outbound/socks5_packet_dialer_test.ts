import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { FakeNetwork, type FakeSocket } from "../../tests/support/fake_datagram_socket.ts";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { type WatchedConn, watchedPipe } from "../../tests/support/watched_conn.ts";
import { encodeSocks5Reply, type UserPassword } from "../codec/socks5.ts";
import { decodeSocks5Datagram, encodeSocks5Datagram } from "../codec/socks5_datagram.ts";
import type { HostPort } from "../net/address.ts";
import { DialError } from "../net/dial_failure.ts";
import { ListenError } from "../net/listen_error.ts";
import type { PacketConn } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { DialOptions } from "../net/stream_dialer.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { Socks5PacketDialer } from "./socks5_packet_dialer.ts";

const PROXY: HostPort = { host: "proxy.example", port: 1080 };
/** Where the pipe's far end is. */
const REACHED_AT = "127.0.0.9";
const RELAY: HostPort = { host: "127.0.0.1", port: 0x1234 };
const TARGET: HostPort = { host: "target.example", port: 53 };
const SOURCE: HostPort = { host: "2001:db8::53", port: 53 };

class Scene {
  readonly network = new FakeNetwork();
  readonly clock = new ManualClock();
  readonly drops: PacketDrop[] = [];
  readonly control: WatchedConn;
  readonly far: StreamConn;
  readonly relay: FakeSocket;
  readonly dials: DialOptions[] = [];
  openSocket = this.network.open;

  constructor(relay = RELAY) {
    const { near, far } = watchedPipe();
    this.control = near;
    this.far = far;
    this.relay = this.network.socket(relay);
  }

  start(credentials?: UserPassword): Promise<PacketConn> {
    const dialer = new Socks5PacketDialer({
      proxy: PROXY,
      transport: {
        dial: (_target, options) => {
          this.dials.push(options);
          return Promise.resolve(this.control);
        },
      },
      credentials,
      clock: this.clock,
      handshakeMs: 30_000,
      openSocket: (local) => this.openSocket(local),
    });
    const opened = dialer.open({
      client: "192.0.2.9",
      user: "bob",
      dropped: (drop) => this.drops.push(drop),
    });
    opened.catch(() => {});
    return opened;
  }

  /** What the proxy hears next, in hex; it answers so. */
  async answer(bytes: Uint8Array | string): Promise<string> {
    const heard = (await this.far.read())!.toHex();
    await this.far.write(typeof bytes === "string" ? Uint8Array.fromHex(bytes) : bytes);
    return heard;
  }

  /** An association whose packets the proxy takes at `bound`. */
  async open(bound: HostPort = RELAY): Promise<PacketConn> {
    const opened = this.start();
    await this.answer("0500");
    await this.answer(encodeSocks5Reply({ code: 0, bound }));
    return await opened;
  }

  get isReleased(): boolean {
    return this.control.closed && this.network.size === 1 && this.clock.pending === 0;
  }
}

Deno.test("Socks5PacketDialer.open() asks for an association, for whom it is", async () => {
  const scene = new Scene();
  const opened = scene.start({ name: "alice", password: "s3cret" });
  assertEquals(await scene.answer("0502"), "05020002");
  assertEquals(await scene.answer("0100"), "0105616c69636506733363726574");
  const yes = encodeSocks5Reply({ code: 0, bound: RELAY });
  assertEquals(await scene.answer(yes), "05030001" + "00000000" + "0000");
  const conn = await opened;
  assertEquals([scene.dials[0]!.client, scene.dials[0]!.user], ["192.0.2.9", "bob"]);
  assertEquals([scene.control.isKeptAlive, scene.clock.pending], [true, 0]);
  conn.close();
  assertEquals([scene.isReleased, scene.control.breaches], [true, []]);
});

for (const relay of [RELAY, { host: "::1", port: 0x1234 }]) {
  Deno.test(`Socks5PacketConn exchanges packets with targets by the relay at ${relay.host}`, async () => {
    const scene = new Scene(relay);
    const conn = await scene.open(relay);
    for (const peer of [TARGET, SOURCE, { host: "192.0.2.1", port: 0x1234 }]) {
      assertEquals(await conn.send({ peer, payload: testBytes(100) }), undefined);
      const { bytes, from } = await scene.relay.receive();
      const { fragment, address, payload } = decodeSocks5Datagram(bytes);
      assertEquals([fragment, address, payload], [0, peer, testBytes(100)]);
      await scene.relay.send(encodeSocks5Datagram(SOURCE, testBytes(200)), from);
      assertEquals(await conn.receive(), { peer: SOURCE, payload: testBytes(200) });
    }
    conn.close();
  });
}

for (const host of ["0.0.0.0", "::", "::ffff:0.0.0.0"]) {
  Deno.test(`Socks5PacketDialer.open() takes ${host} for the address that the proxy was reached at`, async () => {
    const scene = new Scene({ host: REACHED_AT, port: 5353 });
    const conn = await scene.open({ host, port: 5353 });
    await conn.send({ peer: TARGET, payload: testBytes(1) });
    assertEquals(scene.network.sent[0]!.to, { host: REACHED_AT, port: 5353 });
    conn.close();
  });
}

const NOWHERE: readonly HostPort[] = [
  { host: "127.0.0.1", port: 0 },
  { host: "relay.example", port: 5353 },
  { host: "224.0.0.1", port: 5353 },
  { host: "255.255.255.255", port: 5353 },
  { host: "ff02::1", port: 5353 },
];
for (const bound of NOWHERE) {
  Deno.test(`Socks5PacketDialer.open() blames an upstream that takes packets at ${bound.host}:${bound.port}`, async () => {
    const scene = new Scene();
    const error = await assertRejects(() => scene.open(bound), DialError);
    assertEquals([error.failure, error.at, scene.isReleased], ["other", "upstream", true]);
  });
}

Deno.test("Socks5PacketDialer.open() does not blame an upstream that relays no packets", async () => {
  const scene = new Scene();
  const opened = scene.start();
  await scene.answer("0500");
  await scene.answer("05070001000000000000");
  const error = await assertRejects(() => opened, DialError);
  assertEquals([error.failure, error.at, scene.isReleased], ["unsupported", "request", true]);
});

Deno.test("Socks5PacketDialer.open() gives a silent proxy its time and no more", async () => {
  const scene = new Scene();
  const opened = scene.start();
  await scene.answer("0500");
  await scene.clock.advance(30_000);
  const error = await assertRejects(() => opened, DialError);
  assertEquals([error.failure, error.at, scene.isReleased], ["timed_out", "upstream", true]);
});

Deno.test("Socks5PacketDialer.open() leaves no association behind when there is no socket to be had", async () => {
  const scene = new Scene();
  scene.openSocket = () => Promise.reject(new ListenError("other", "too many open files"));
  const error = await assertRejects(() => scene.open(), DialError);
  assertEquals([error.failure, error.at, scene.isReleased], ["other", "here", true]);
});

Deno.test("Socks5PacketConn.receive() drops what is no packet of the relay", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  await conn.send({ peer: TARGET, payload: testBytes(1) });
  const { from } = await scene.relay.receive();
  const whole = encodeSocks5Datagram(SOURCE, testBytes(3));
  const stranger = scene.network.socket({ host: "127.0.0.1", port: 0x1235 });
  await stranger.send(whole, from);
  await scene.relay.send(whole.with(2, 1), from);
  await scene.relay.send(whole.subarray(0, 9), from);
  await scene.relay.send(whole.with(3, 9), from);
  await scene.relay.send(encodeSocks5Datagram({ ...SOURCE, port: 0 }, testBytes(3)), from);
  await scene.relay.send(whole, from);
  assertEquals(await conn.receive(), { peer: SOURCE, payload: testBytes(3) });
  assertEquals(scene.drops, ["stranger", "fragment", "malformed", "malformed", "malformed"]);
  conn.close();
});

Deno.test("Socks5PacketConn.receive() survives any bytes", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  await conn.send({ peer: TARGET, payload: testBytes(1) });
  const { from } = await scene.relay.receive();
  const last = encodeSocks5Datagram(SOURCE, testBytes(7));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (noise) => {
      await scene.relay.send(noise, from);
      await scene.relay.send(last, from);
      const { peer } = await conn.receive();
      // Some noise is a packet.
      if (peer.host !== SOURCE.host) await conn.receive();
    }),
    { numRuns: 50 },
  );
  conn.close();
});

Deno.test("Socks5PacketConn.send() says why a packet is lost, and never rejects", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  const nameless = { host: "a".repeat(256), port: 443 };
  assertEquals(await conn.send({ peer: nameless, payload: testBytes(1) }), "malformed");
  assertEquals(await conn.send({ peer: TARGET, payload: testBytes(65_507) }), "unsendable");
  conn.close();
  assertEquals(await conn.send({ peer: TARGET, payload: testBytes(1) }), "unsendable");
});

const ENDINGS: Readonly<Record<string, (scene: Scene) => void>> = {
  "the proxy finishes": ({ far }) => void far.closeWrite(),
  "the connection to the proxy breaks": ({ control }) => control.break(),
};
for (const [what, end] of Object.entries(ENDINGS)) {
  Deno.test(`Socks5PacketConn ends when ${what}`, async () => {
    const scene = new Scene();
    const conn = await scene.open();
    const received = conn.receive();
    received.catch(() => {});
    await scene.far.write(testBytes(10));
    await turn();
    assert(!scene.control.closed);
    end(scene);
    await assertRejects(() => received);
    await settle();
    assertEquals(scene.isReleased, true);
  });
}
