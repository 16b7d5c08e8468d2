import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { NODE } from "../../tests/support/cipher_suites.ts";
import { FakeNetwork, type FakeSocket } from "../../tests/support/fake_datagram_socket.ts";
import { FakePacketDialer } from "../../tests/support/fake_packets.ts";
import { FakeResolver } from "../../tests/support/fake_resolver.ts";
import { sealing2017 } from "../../tests/support/packet_parts.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { turn } from "../../tests/support/turn.ts";
import { CipherSuite } from "../crypto/cipher_suite.ts";
import { encodeAddress } from "../codec/address_header.ts";
import type { HostPort } from "../net/address.ts";
import type { OpenDatagramSocket } from "../net/datagram_socket.ts";
import { DialError } from "../net/dial_failure.ts";
import { ListenError } from "../net/listen_error.ts";
import type { PacketConn, PacketDialer } from "../net/packet_conn.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { Resolver } from "../net/resolver.ts";
import type { OpenedClientPacket, ServerPackets } from "../shadowsocks/packets.ts";
import { ClientPackets2017, ServerPackets2017 } from "../shadowsocks/packets_2017.ts";
import { PLAIN_SEALING } from "../shadowsocks/plain_sealing.ts";
import { DirectPacketDialer } from "./direct_packet_dialer.ts";
import { ShadowsocksPacketDialer } from "./shadowsocks_packet_dialer.ts";

const TARGET = { host: "target.example", port: 443 };
const SOURCE = { host: "198.51.100.7", port: 443 };
const SEALING = sealing2017(new CipherSuite("aes-128-gcm", NODE));

class Scene {
  readonly network = new FakeNetwork();
  readonly resolver = new FakeResolver();
  readonly drops: PacketDrop[] = [];
  readonly server: FakeSocket;
  readonly packets: ServerPackets = new ServerPackets2017(SEALING);
  startSession = () => new ClientPackets2017(SEALING);

  constructor({ at = "127.0.0.1" } = {}) {
    this.server = this.network.socket({ host: at, port: 8388 });
  }

  async open(server: HostPort = this.server.address): Promise<PacketConn> {
    const dialer = new ShadowsocksPacketDialer({
      server,
      resolver: this.resolver,
      transport: directly(this.network.open, this.resolver),
      startSession: this.startSession,
    });
    return await dialer.open({
      client: "192.0.2.9",
      dropped: (drop) => this.drops.push(drop),
    });
  }

  /** As the server sees the next packet. */
  async received(): Promise<OpenedClientPacket & { readonly from: HostPort }> {
    const { bytes, from } = await this.server.receive();
    const opened = await this.packets.open(bytes, from);
    assert(typeof opened !== "string", `the server finds it ${opened}`);
    return { ...opened, from };
  }
}

for (const at of ["127.0.0.1", "::1"]) {
  Deno.test(`ShadowsocksPacketDialer.open() gives a way through a server at ${at}`, async () => {
    const scene = new Scene({ at });
    const conn = await scene.open();
    assertEquals(await conn.send({ peer: TARGET, payload: testBytes(100) }), undefined);
    const { address, payload, session, from } = await scene.received();
    assertEquals([address, payload], [TARGET, testBytes(100)]);
    await scene.server.send(await session.seal(SOURCE, testBytes(200)), from);
    assertEquals(await conn.receive(), { peer: SOURCE, payload: testBytes(200) });
    assertEquals([scene.drops, scene.resolver.asked], [[], []]);
  });
}

Deno.test("ShadowsocksPacketDialer.open() resolves the server's name once for a session", async () => {
  const scene = new Scene();
  const opening = scene.open({ host: "server.example", port: 8388 });
  await turn();
  scene.resolver.answer("server.example", "127.0.0.1", "127.0.0.2");
  const conn = await opening;
  for (const size of [1, 2]) await conn.send({ peer: TARGET, payload: testBytes(size) });
  assertEquals((await scene.received()).payload, testBytes(1));
  assertEquals((await scene.received()).payload, testBytes(2));
  assertEquals(scene.resolver.asked, ["server.example"]);
});

Deno.test("ShadowsocksPacketDialer.open() rejects with the resolver's failure", async () => {
  const scene = new Scene();
  const opening = scene.open({ host: "server.example", port: 8388 });
  await turn();
  scene.resolver.refuse("server.example");
  assertEquals((await assertRejects(() => opening, DialError)).failure, "name_not_found");
  // The server's own.
  assertEquals(scene.network.size, 1);
});

Deno.test("ShadowsocksPacketDialer.open() rejects with a DialError when there is no socket to be had", async () => {
  const cause = new ListenError("other", "too many open files");
  const resolver = new FakeResolver();
  const dialer = new ShadowsocksPacketDialer({
    server: { host: "127.0.0.1", port: 8388 },
    resolver,
    transport: directly(() => Promise.reject(cause), resolver),
    startSession: () => new ClientPackets2017(SEALING),
  });
  const error = await assertRejects(
    () => dialer.open({ client: "192.0.2.9", dropped: () => {} }),
    DialError,
  );
  assertEquals([error.failure, error.at], ["other", "here"]);
  assertStrictEquals((error.cause as Error).cause, cause);
});

Deno.test("ShadowsocksPacketConn.receive() opens only what comes from the server, however it is written", async () => {
  const scene = new Scene({ at: "2001:db8::1" });
  const conn = await scene.open({ host: "2001:DB8:0:0::1", port: 8388 });
  await conn.send({ peer: TARGET, payload: testBytes(1) });
  const { session, from } = await scene.received();
  for (const [size, port] of [[1, 8389], [2, 8388]] as const) {
    const answer = await session.seal(SOURCE, testBytes(size));
    const sender = port === 8388
      ? scene.server
      : scene.network.socket({ host: "2001:db8::1", port });
    await sender.send(answer, from);
  }
  assertEquals((await conn.receive()).payload, testBytes(2));
  assertEquals(scene.drops, ["stranger"]);
});

Deno.test("ShadowsocksPacketConn.receive() drops what does not open", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  await conn.send({ peer: TARGET, payload: testBytes(1) });
  const { session, from } = await scene.received();
  await scene.server.send(testBytes(1500), from);
  await scene.server.send(new Uint8Array(0), from);
  await scene.server.send(await session.seal({ host: "192.0.2.1", port: 0 }, testBytes(1)), from);
  await scene.server.send(await session.seal(SOURCE, testBytes(2)), from);
  assertEquals((await conn.receive()).payload, testBytes(2));
  assertEquals(scene.drops, ["unauthentic", "unauthentic", "malformed"]);
});

Deno.test("ShadowsocksPacketConn.send() says why a packet is lost, and never rejects", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  assertEquals(await conn.send({ peer: TARGET, payload: testBytes(65_507) }), "unsendable");
  const nameless = { host: "a".repeat(256), port: 443 };
  assertEquals(await conn.send({ peer: nameless, payload: testBytes(1) }), "malformed");
  conn.close();
  assertEquals(await conn.send({ peer: TARGET, payload: testBytes(1) }), "unsendable");
});

Deno.test("ShadowsocksPacketDialer.open() gives each client a socket and a session of its own", async () => {
  const scene = new Scene();
  const conns = [await scene.open(), await scene.open()];
  scene.network.hold();
  const sends = conns.map((conn, i) => conn.send({ peer: TARGET, payload: testBytes(100 + i) }));
  scene.network.letGo();
  await Promise.all(sends);
  const [one, other] = [await scene.received(), await scene.received()];
  assert(one.from.port !== other.from.port);
  assertEquals(other.payload, testBytes(101));
});

Deno.test("ShadowsocksPacketConn speaks the method none", async () => {
  const scene = new Scene();
  scene.startSession = () => new ClientPackets2017(PLAIN_SEALING);
  const conn = await scene.open();
  await conn.send({ peer: SOURCE, payload: testBytes(3) });
  const { bytes, from } = await scene.server.receive();
  assertEquals(bytes.toHex(), "01c633640701bb" + testBytes(3).toHex());
  await scene.server.send(bytes, from);
  assertEquals(await conn.receive(), { peer: SOURCE, payload: testBytes(3) });
});

Deno.test("ShadowsocksPacketConn.close() ends receive()", async () => {
  const scene = new Scene();
  const conn = await scene.open();
  const received = conn.receive();
  conn.close();
  await assertRejects(() => received);
  assertEquals(scene.network.size, 1);
});

Deno.test("ShadowsocksPacketDialer.open() leaves the server's name to a transport that goes through another upstream", async () => {
  const transport = new FakePacketDialer();
  const dialer = new ShadowsocksPacketDialer({
    server: { host: "server.example", port: 8388 },
    resolver: undefined,
    transport,
    startSession: () => new ClientPackets2017(PLAIN_SEALING),
  });
  const drops: PacketDrop[] = [];
  const conn = await dialer.open({ client: "192.0.2.9", dropped: (drop) => drops.push(drop) });
  const below = transport.conns[0]!;
  assertEquals(await conn.send({ peer: SOURCE, payload: new Uint8Array(0) }), undefined);
  assertEquals(below.sent.map((sent) => sent.split(" ")[0]), ["server.example:8388"]);
  const answer = encodeAddress(SOURCE);
  below.putBytes({ host: "192.0.2.7", port: 8389 }, answer);
  below.putBytes({ host: "192.0.2.7", port: 8388 }, answer);
  assertEquals(await conn.receive(), { peer: SOURCE, payload: new Uint8Array(0) });
  assertEquals(drops, ["stranger"]);
  conn.close();
  assertEquals(below.isClosed, true);
});

function directly(openSocket: OpenDatagramSocket, resolver: Resolver): PacketDialer {
  return new DirectPacketDialer({ openSocket, resolver, mayReach: () => true });
}
