import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { NODE } from "../../tests/support/cipher_suites.ts";
import { FakeNetwork } from "../../tests/support/fake_datagram_socket.ts";
import { isSettled } from "../../tests/support/manual_clock.ts";
import { sealing2017 } from "../../tests/support/packet_parts.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { CipherSuite } from "../crypto/cipher_suite.ts";
import type { HostPort } from "../net/address.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import { ClientPackets2017, ServerPackets2017 } from "../shadowsocks/packets_2017.ts";
import type { OpenedPacket, PacketSession, ServerPackets } from "../shadowsocks/packets.ts";
import { ShadowsocksPacketInbound } from "./shadowsocks_packet_inbound.ts";

const PORT = { host: "192.0.2.1", port: 8388 };
const CLIENT = { host: "192.0.2.7", port: 50_000 };
const TARGET = { host: "target.example", port: 443 };
const SOURCE = { host: "198.51.100.7", port: 443 };
const SUITE = new CipherSuite("aes-128-gcm", NODE);

class Scene {
  readonly network = new FakeNetwork();
  readonly socket = this.network.socket(PORT);
  readonly drops: string[] = [];
  readonly salts = new SaltFilter();
  readonly client = new ClientPackets2017(sealing2017(SUITE));

  inbound(packets: ServerPackets = this.#packets()): ShadowsocksPacketInbound {
    const dropped = (drop: string, from: HostPort) => this.drops.push(`${drop} ${from.port}`);
    return new ShadowsocksPacketInbound(this.socket, { packets, dropped });
  }

  async seal(payload: Uint8Array): Promise<Uint8Array> {
    return (await this.client.seal(TARGET, payload)).slice();
  }

  #packets(): ServerPackets {
    return new ServerPackets2017(
      sealing2017(SUITE, { admitSalt: (salt) => this.salts.admit(salt) }),
    );
  }
}

Deno.test("ShadowsocksPacketInbound.receive() gives a client's packet, reply() seals the answer for it", async () => {
  const scene = new Scene();
  const inbound = scene.inbound();
  assertEquals(inbound.address, PORT);
  scene.socket.deliver({ bytes: await scene.seal(testBytes(100)), from: CLIENT });
  const { client, target, payload } = await inbound.receive();
  assertEquals([target, payload], [TARGET, testBytes(100)]);
  assertEquals([client.address, client.user, client.key], [CLIENT, undefined, "192.0.2.7:50000"]);
  assertEquals(await client.reply(SOURCE, testBytes(200)), undefined);
  const [answer] = scene.network.sent;
  assertEquals(answer!.to, CLIENT);
  const opened = await scene.client.open(answer!.bytes) as OpenedPacket;
  assertEquals(opened, { address: SOURCE, payload: testBytes(200) });
});

Deno.test("ShadowsocksPacketInbound.receive() drops what does not belong to a client, and answers none of it", async () => {
  const scene = new Scene();
  const good = await scene.seal(testBytes(10));
  const forged = good.slice();
  forged[40]! ^= 1;
  const [noise, late] = [testBytes(1500), await scene.seal(testBytes(11))];
  for (const [port, bytes] of [noise, forged, new Uint8Array(0), good, good, late].entries()) {
    scene.socket.deliver({ bytes, from: { host: "192.0.2.9", port: port + 1 } });
  }
  const inbound = scene.inbound();
  assertEquals((await inbound.receive()).payload, testBytes(10));
  assertEquals((await inbound.receive()).payload, testBytes(11));
  assertEquals(scene.drops, ["unauthentic 1", "unauthentic 2", "unauthentic 3", "replayed 5"]);
  assertEquals(scene.network.sent, []);
});

Deno.test("ShadowsocksPacketInbound.receive() knows a client again until it is forgotten", async () => {
  const scene = new Scene();
  const inbound = scene.inbound();
  const next = async () => {
    scene.socket.deliver({ bytes: await scene.seal(testBytes(10)), from: CLIENT });
    return (await inbound.receive()).client;
  };
  const client = await next();
  assertStrictEquals(await next(), client);
  inbound.forget(client);
  const again = await next();
  assert(again !== client);
  assertEquals(again.key, client.key);
});

Deno.test("ShadowsocksPacketInbound.reply() goes where the session was last heard from", async () => {
  const scene = new Scene();
  const session: PacketSession = { key: "a session", user: "ann", seal: () => testBytes(5) };
  const inbound = scene.inbound({
    open: (payload) => ({ session, address: TARGET, payload }),
    forget: () => {},
  });
  scene.socket.deliver({ bytes: testBytes(1), from: CLIENT });
  const { client } = await inbound.receive();
  const moved = { host: "192.0.2.99", port: 1 };
  scene.socket.deliver({ bytes: testBytes(1), from: moved });
  assertStrictEquals((await inbound.receive()).client, client);
  assertEquals([client.address, client.user], [moved, "ann"]);
  await client.reply(SOURCE, testBytes(1));
  assertEquals(scene.network.sent.map(({ to }) => to), [moved]);
});

Deno.test("ShadowsocksPacketInbound.receive() goes on when opening a packet fails", async () => {
  const scene = new Scene();
  const session: PacketSession = { key: "a session", user: undefined, seal: () => testBytes(5) };
  const failures = [() => Promise.reject(new Error("broken")), () => fail()];
  const inbound = scene.inbound({
    open: (payload) => failures.shift()?.() ?? { session, address: TARGET, payload },
    forget: () => {},
  });
  for (let i = 1; i <= 3; i++) scene.socket.deliver({ bytes: testBytes(i), from: CLIENT });
  assertEquals((await inbound.receive()).payload, testBytes(3));
  assertEquals(scene.drops, ["defect 50000", "defect 50000"]);
});

Deno.test("ShadowsocksPacketInbound.reply() says why an answer is lost, and never rejects", async () => {
  const scene = new Scene();
  const inbound = scene.inbound();
  scene.socket.deliver({ bytes: await scene.seal(testBytes(10)), from: CLIENT });
  const { client } = await inbound.receive();
  assertEquals(await client.reply(SOURCE, testBytes(65_507)), "unsendable");
  assertEquals(await client.reply({ host: "a".repeat(256), port: 1 }, testBytes(1)), "defect");
  inbound.close();
  assertEquals(await client.reply(SOURCE, testBytes(1)), "unsendable");
});

Deno.test("ShadowsocksPacketInbound.close() ends receive()", async () => {
  const scene = new Scene();
  const inbound = scene.inbound();
  const received = inbound.receive();
  assertEquals(await isSettled(received.catch(() => {})), false);
  inbound.close();
  await assertRejects(() => received);
  assertEquals(scene.network.size, 0);
});

Deno.test("answers to several clients are under way at once, each whole", async () => {
  const scene = new Scene();
  const inbound = scene.inbound();
  const clients = [];
  for (const port of [1, 2, 3]) {
    scene.socket.deliver({ bytes: await scene.seal(testBytes(1)), from: { ...CLIENT, port } });
    clients.push((await inbound.receive()).client);
  }
  scene.network.hold();
  const replies = clients.map((client, i) => client.reply(SOURCE, testBytes(100 + i)));
  scene.network.letGo();
  await Promise.all(replies);
  for (const [i, { bytes, to }] of scene.network.sent.entries()) {
    assertEquals(to.port, i + 1);
    const opened = await scene.client.open(bytes) as OpenedPacket;
    assertEquals(opened.payload, testBytes(100 + i));
  }
  assertEquals(scene.network.sent.length, 3);
});

function fail(): never {
  throw new Error("broken");
}
