import { assertEquals, assertRejects } from "@std/assert";
import { FakeNetwork } from "../../tests/support/fake_datagram_socket.ts";
import { FakeResolver } from "../../tests/support/fake_resolver.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { DialError } from "../net/dial_failure.ts";
import { ListenError } from "../net/listen_error.ts";
import type { PacketConn } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import { DirectPacketDialer } from "./direct_packet_dialer.ts";

class Scene {
  readonly network: FakeNetwork;
  readonly resolver = new FakeResolver();
  readonly drops: PacketDrop[] = [];
  readonly judged: string[] = [];
  forbidden: readonly string[] = [];
  openSocket;

  constructor(network = new FakeNetwork()) {
    this.network = network;
    this.openSocket = network.open;
  }

  async open(): Promise<PacketConn> {
    const dialer = new DirectPacketDialer({
      resolver: this.resolver,
      mayReach: (ip) => {
        this.judged.push(ip);
        return !this.forbidden.includes(ip);
      },
      openSocket: (local) => this.openSocket(local),
    });
    return await dialer.open({ client: "192.0.2.9", dropped: (drop) => this.drops.push(drop) });
  }

  /** `host length`, in order. */
  get sent(): readonly string[] {
    return this.network.sent.map(({ to, bytes }) => `${to.host} ${bytes.length}`);
  }
}

Deno.test("DirectPacketDialer.open() gives one socket for targets of both families", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  const ipv4 = scene.network.socket({ host: "127.0.0.1", port: 7 });
  const ipv6 = scene.network.socket({ host: "::1", port: 7 });
  for (const { address } of [ipv4, ipv6]) {
    assertEquals(await conn.send({ peer: address, payload: testBytes(10) }), undefined);
  }
  const [one, other] = [await ipv4.receive(), await ipv6.receive()];
  assertEquals([one.bytes, other.bytes], [testBytes(10), testBytes(10)]);
  assertEquals(one.from.port, other.from.port);
});

Deno.test("DirectPacketConn.receive() gives packets of anybody with their true source", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  const target = scene.network.socket({ host: "127.0.0.1", port: 7 });
  await conn.send({ peer: target.address, payload: testBytes(1) });
  const { from: us } = await target.receive();
  const stranger = scene.network.socket({ host: "127.0.0.2", port: 9 });
  await stranger.send(testBytes(20), us);
  assertEquals(await conn.receive(), { peer: stranger.address, payload: testBytes(20) });
});

Deno.test("DirectPacketDialer.open() does with IPv4 where the system has no IPv6", async () => {
  const scene = new Scene(new FakeNetwork({ hasIpv6: false }));
  const conn = await scene.open();
  const peer = { host: "127.0.0.1", port: 7 };
  assertEquals(await conn.send({ peer, payload: testBytes(1) }), undefined);
  const far = { host: "2001:db8::1", port: 7 };
  assertEquals(await conn.send({ peer: far, payload: testBytes(1) }), "unsendable");
});

Deno.test("DirectPacketDialer.open() rejects with a DialError when there is no socket to be had", async () => {
  const scene = new Scene();
  scene.openSocket = () => Promise.reject(new ListenError("other", "too many open files"));
  assertEquals((await assertRejects(() => scene.open(), DialError)).failure, "other");
});

Deno.test("DirectPacketConn.send() resolves a name once, and sends what has waited for it in order", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  const peer = { host: "target.example", port: 7 };
  const payload = testBytes(10);
  for (const length of [1, 2, 3]) {
    assertEquals(await conn.send({ peer, payload: payload.subarray(0, length) }), undefined);
  }
  payload.fill(0);
  assertEquals(scene.sent, []);
  scene.resolver.answer("target.example", "192.0.2.1", "192.0.2.2");
  await turn();
  assertEquals(scene.sent, ["192.0.2.1 1", "192.0.2.1 2", "192.0.2.1 3"]);
  assertEquals(scene.network.sent[2]!.bytes, testBytes(10).subarray(0, 3));
  await conn.send({ peer, payload: testBytes(4) });
  assertEquals(scene.sent.at(-1), "192.0.2.1 4");
  assertEquals(scene.resolver.asked, ["target.example"]);
});

Deno.test("DirectPacketConn.send() lets packets to others pass by while a name is resolved", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  await conn.send({ peer: { host: "slow.example", port: 7 }, payload: testBytes(1) });
  await conn.send({ peer: { host: "192.0.2.9", port: 7 }, payload: testBytes(2) });
  await conn.send({ peer: { host: "quick.example", port: 7 }, payload: testBytes(3) });
  scene.resolver.answer("quick.example", "192.0.2.8");
  await turn();
  assertEquals(scene.sent, ["192.0.2.9 2", "192.0.2.8 3"]);
  scene.resolver.answer("slow.example", "192.0.2.7");
  await turn();
  assertEquals(scene.sent.at(-1), "192.0.2.7 1");
});

Deno.test('DirectPacketConn.send() says "over_limit" when 16 packets or 64 KiB wait for names', async () => {
  const peer = { host: "slow.example", port: 7 };
  const full = async (size: number, count: number) => {
    const scene = new Scene();
    const conn = await scene.open();
    for (let i = 0; i < count; i++) await conn.send({ peer, payload: testBytes(size) });
    const drop = await conn.send({
      peer: { ...peer, host: "b.example" },
      payload: testBytes(size),
    });
    assertEquals(scene.resolver.asked.length, drop === undefined ? 2 : 1);
    return drop;
  };
  assertEquals(await full(1, 15), undefined);
  assertEquals(await full(1, 16), "over_limit");
  assertEquals(await full(32_768, 1), undefined);
  assertEquals(await full(32_768, 2), "over_limit");
});

Deno.test('DirectPacketConn tells "unresolved" for each packet whose name has no address, and asks again', async () => {
  const scene = new Scene();
  const conn = await scene.open();
  const peer = { host: "nowhere.example", port: 7 };
  await conn.send({ peer, payload: testBytes(1) });
  await conn.send({ peer, payload: testBytes(2) });
  scene.resolver.refuse("nowhere.example");
  await turn();
  assertEquals([scene.drops, scene.sent], [["unresolved", "unresolved"], []]);
  await conn.send({ peer, payload: testBytes(3) });
  assertEquals(scene.resolver.asked.length, 2);
  scene.resolver.answer("nowhere.example", "192.0.2.1");
  await turn();
  assertEquals(scene.sent, ["192.0.2.1 3"]);
});

Deno.test('DirectPacketConn.send() says "denied" for each packet to an address that may not be reached', async () => {
  const scene = new Scene();
  scene.forbidden = ["10.0.0.1"];
  const conn = await scene.open();
  const peer = { host: "10.0.0.1", port: 7 };
  assertEquals(await conn.send({ peer, payload: testBytes(1) }), "denied");
  assertEquals(await conn.send({ peer, payload: testBytes(1) }), "denied");
  assertEquals([scene.sent, scene.judged], [[], ["10.0.0.1"]]);
});

Deno.test("DirectPacketConn.send() never sends to a forbidden address of a name", async () => {
  const scene = new Scene();
  scene.forbidden = ["127.0.0.1", "10.0.0.1"];
  const conn = await scene.open();
  await conn.send({ peer: { host: "mixed.example", port: 7 }, payload: testBytes(1) });
  scene.resolver.answer("mixed.example", "127.0.0.1", "192.0.2.1", "10.0.0.1");
  await turn();
  assertEquals(scene.sent, ["192.0.2.1 1"]);
  const peer = { host: "inside.example", port: 7 };
  await conn.send({ peer, payload: testBytes(1) });
  scene.resolver.answer("inside.example", "127.0.0.1");
  await turn();
  assertEquals(scene.drops, ["denied"]);
  assertEquals(await conn.send({ peer, payload: testBytes(1) }), "denied");
  assertEquals(scene.sent, ["192.0.2.1 1"]);
});

for (const group of ["224.0.0.251", "255.255.255.255", "ff02::1", "::ffff:224.0.0.1"]) {
  Deno.test(`DirectPacketConn.send() says "denied" for ${group} whatever may be reached`, async () => {
    const scene = new Scene();
    const conn = await scene.open();
    const drop = await conn.send({ peer: { host: group, port: 5353 }, payload: testBytes(1) });
    assertEquals([drop, scene.sent], ["denied", []]);
  });
}

Deno.test("DirectPacketConn.send() takes the first address that there is a way to, and stays with it", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  scene.network.cutOff("2001:db8::1");
  const peer = { host: "target.example", port: 7 };
  await conn.send({ peer, payload: testBytes(1) });
  scene.resolver.answer("target.example", "2001:db8::1", "192.0.2.1", "192.0.2.2");
  await turn();
  assertEquals(scene.sent, ["192.0.2.1 1"]);
  scene.network.cutOff("192.0.2.1");
  assertEquals(await conn.send({ peer, payload: testBytes(1) }), "unsendable");
});

Deno.test("DirectPacketConn.send() remembers hosts, but not any number of them", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  const send = (i: number) =>
    conn.send({ peer: { host: `192.0.2.${i}`, port: 7 }, payload: testBytes(1) });
  for (let i = 0; i < 64; i++) await send(i);
  await send(0);
  assertEquals(scene.judged.length, 64);
  await send(64);
  await send(0);
  assertEquals(scene.judged.slice(64), ["192.0.2.64", "192.0.2.0"]);
});

Deno.test("DirectPacketConn.close() ends receive() and forgets what waits for a name", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  await conn.send({ peer: { host: "slow.example", port: 7 }, payload: testBytes(1) });
  const received = conn.receive();
  conn.close();
  await assertRejects(() => received);
  await turn();
  assertEquals([scene.drops, scene.sent, scene.network.size], [[], [], 0]);
});

Deno.test("DirectPacketConn.close() is harmless when a name is answered all the same", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  await conn.send({ peer: { host: "slow.example", port: 7 }, payload: testBytes(1) });
  scene.resolver.answer("slow.example", "192.0.2.1");
  conn.close();
  await turn();
  assertEquals([scene.drops, scene.sent], [[], []]);
});
