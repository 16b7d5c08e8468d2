import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { FakeNetwork, type FakeSocket } from "../../tests/support/fake_datagram_socket.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { decodeSocks5Datagram, encodeSocks5Datagram } from "../codec/socks5_datagram.ts";
import type { HostPort } from "../net/address.ts";
import { Socks5PacketInbound } from "./socks5_packet_inbound.ts";

const CLIENT = { host: "192.0.2.9", port: 5000 };
const TARGET = { host: "example.com", port: 53 };
const PAYLOAD = Uint8Array.of(1, 2, 3);
const WHOLE = encodeSocks5Datagram(TARGET, PAYLOAD);

interface Scene {
  readonly network: FakeNetwork;
  readonly socket: FakeSocket;
  readonly inbound: Socks5PacketInbound;
  readonly drops: string[];
}

function openScene(host = CLIENT.host): Scene {
  const network = new FakeNetwork();
  const socket = network.socket({ host: "127.0.0.1", port: 0 });
  const drops: string[] = [];
  const dropped = (drop: string, from: HostPort) => void drops.push(`${drop} ${from.host}`);
  const inbound = new Socks5PacketInbound({ socket, host, user: "alice", dropped });
  return { network, socket, inbound, drops };
}

Deno.test("Socks5PacketInbound.receive() gives target, payload and client of a datagram", async () => {
  const { inbound, socket, drops } = openScene();
  socket.deliver({ bytes: WHOLE, from: CLIENT });
  const { client, target, payload } = await inbound.receive();
  assertEquals([target, payload], [TARGET, PAYLOAD]);
  assertEquals([client.address, client.user], [CLIENT, "alice"]);
  assertEquals(drops, []);
});

const LOST = [
  { drop: "stranger", what: "another address", from: { host: "192.0.2.8", port: CLIENT.port } },
  { drop: "fragment", what: "a fragment", bytes: "000001" + "01c0000201" + "0035" + "00" },
  { drop: "fragment", what: "the last fragment", bytes: "000080" + "01c0000201" + "0035" + "00" },
  { drop: "malformed", what: "no byte", bytes: "" },
  { drop: "malformed", what: "a cut address", bytes: "000000" + "01c0000201" + "00" },
  { drop: "malformed", what: "another address type", bytes: "000000" + "02c0000201" + "0035" },
  { drop: "malformed", what: "an empty name", bytes: "000000" + "0300" + "0035" },
  { drop: "malformed", what: "port 0", bytes: "000000" + "01c0000201" + "0000" },
] as const;

for (const lost of LOST) {
  const from = "from" in lost ? lost.from : CLIENT;
  const bytes = "bytes" in lost ? Uint8Array.fromHex(lost.bytes) : WHOLE;

  Deno.test(`Socks5PacketInbound.receive() drops ${lost.what} as ${lost.drop}, and goes on`, async () => {
    const { inbound, socket, drops } = openScene();
    socket.deliver({ bytes, from });
    socket.deliver({ bytes: WHOLE, from: CLIENT });
    assertEquals((await inbound.receive()).payload, PAYLOAD);
    assertEquals(drops, [`${lost.drop} ${from.host}`]);
  });
}

Deno.test("Socks5PacketInbound.receive() knows an IPv4 client that its TCP connection showed mapped", async () => {
  const { inbound, socket } = openScene(`::ffff:${CLIENT.host}`);
  socket.deliver({ bytes: WHOLE, from: CLIENT });
  assertEquals((await inbound.receive()).client.address, CLIENT);
});

Deno.test("Socks5PacketInbound.receive() survives any bytes", async () => {
  const start = fc.constantFrom("", "000000", "00000001", "00000003");
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 1500, size: "max" }), async (hex, rest) => {
      const { inbound, socket, drops } = openScene();
      socket.deliver({ bytes: Uint8Array.fromHex(hex + rest.toHex()), from: CLIENT });
      socket.deliver({ bytes: WHOLE, from: CLIENT });
      const { payload } = await inbound.receive();
      // Either it was a packet, or it was dropped and the next one came.
      if (drops.length === 1) assertEquals(payload, PAYLOAD);
    }),
  );
});

Deno.test("PacketClient.reply() goes to where the client has sent from last", async () => {
  const { inbound, network, socket } = openScene();
  const source = { host: "198.51.100.1", port: 53 };
  socket.deliver({ bytes: WHOLE, from: CLIENT });
  const { client } = await inbound.receive();
  assertEquals(await client.reply(source, PAYLOAD), undefined);
  const moved = { host: CLIENT.host, port: 5001 };
  socket.deliver({ bytes: WHOLE, from: moved });
  assertStrictEquals((await inbound.receive()).client, client);
  await client.reply(source, PAYLOAD);
  assertEquals(network.sent.map(({ to }) => to), [CLIENT, moved]);
  assertEquals(decodeSocks5Datagram(network.sent[0]!.bytes), {
    fragment: 0,
    address: source,
    payload: PAYLOAD,
  });
});

Deno.test("PacketClient.reply() does not follow a stranger or what is malformed", async () => {
  const { inbound, network, socket } = openScene();
  socket.deliver({ bytes: WHOLE, from: CLIENT });
  const { client } = await inbound.receive();
  socket.deliver({ bytes: WHOLE, from: { host: "192.0.2.8", port: 1 } });
  socket.deliver({ bytes: new Uint8Array(3), from: { host: CLIENT.host, port: 1 } });
  socket.deliver({ bytes: WHOLE, from: CLIENT });
  await inbound.receive();
  await client.reply(TARGET, PAYLOAD);
  assertEquals(network.sent.map(({ to }) => to), [CLIENT]);
});

Deno.test("PacketClient.reply() says unsendable when the system does not take it", async () => {
  const { inbound, socket } = openScene();
  socket.deliver({ bytes: WHOLE, from: CLIENT });
  const { client } = await inbound.receive();
  assertEquals(await client.reply(TARGET, testBytes(65_507)), "unsendable");
});

Deno.test("Socks5PacketInbound.close() closes its socket and rejects what waits", async () => {
  const { inbound, socket } = openScene();
  assertEquals(inbound.address, socket.address);
  const waiting = assertRejects(() => inbound.receive());
  inbound.close();
  inbound.close();
  await waiting;
  assertEquals(socket.isClosed, true);
});
