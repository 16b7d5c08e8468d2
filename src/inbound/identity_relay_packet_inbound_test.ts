import { assertEquals, assertRejects } from "@std/assert";
import { FakeNetwork } from "../../tests/support/fake_datagram_socket.ts";
import { relayScene2022 } from "../../tests/support/relay_2022.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { StreamError } from "../net/stream_error.ts";
import { IdentityRelayPacketInbound } from "./identity_relay_packet_inbound.ts";

const CLIENT = { host: "127.0.0.5", port: 5555 };
const RELAY = { host: "127.0.0.1", port: 8388 };
const TARGET = { host: "192.0.2.80", port: 53 };

Deno.test("IdentityRelayPacketInbound.receive() gives the packets that name a destination, and counts the others", async () => {
  const { network, inbound, drops, exit, relay, startSession } = scene();
  const client = network.socket(CLIENT);
  const packet = (await startSession().seal(TARGET, testBytes(9))).slice();
  for (const noise of [testBytes(0), testBytes(31), testBytes(100)]) {
    await client.send(noise, RELAY);
  }
  await client.send(packet, RELAY);
  const received = await inbound.receive();
  assertEquals(received.payload, relay.stripPacket(packet)!.bytes);
  assertEquals([received.target, received.client.address, received.client.user], [
    exit,
    CLIENT,
    undefined,
  ]);
  assertEquals(drops, Array(3).fill("unauthentic"));
});

Deno.test("IdentityRelayPacketInbound tells clients apart by their addresses", async () => {
  const { network, inbound, startSession } = scene();
  const session = startSession();
  const keys: string[] = [];
  for (const port of [5555, 5556, 5555]) {
    const sealed = (await session.seal(TARGET, testBytes(9))).slice();
    const socket = network.socket({ ...CLIENT, port });
    await socket.send(sealed, RELAY);
    const { client } = await inbound.receive();
    keys.push(client.key);
    inbound.forget();
    socket.close();
  }
  assertEquals([keys[0] === keys[2], keys[0] === keys[1]], [true, false]);
});

Deno.test("IdentityRelayPacketInbound passes answers on as they are, to where the client is", async () => {
  const { network, inbound, exit, startSession } = scene();
  const socket = network.socket(CLIENT);
  await socket.send(await startSession().seal(TARGET, testBytes(9)), RELAY);
  const { client } = await inbound.receive();
  assertEquals(await client.reply(exit, testBytes(77)), undefined);
  assertEquals(await socket.receive(), { bytes: testBytes(77), from: RELAY });
  network.cutOff(CLIENT.host);
  assertEquals(await client.reply(exit, testBytes(77)), "unsendable");
});

Deno.test("IdentityRelayPacketInbound.receive() rejects once it is closed", async () => {
  const { network, inbound } = scene();
  const receiving = assertRejects(() => inbound.receive(), StreamError);
  inbound.close();
  await receiving;
  assertEquals(network.size, 0);
});

function scene() {
  const network = new FakeNetwork();
  const drops: string[] = [];
  const { relay, destinations, exit, startSession } = relayScene2022();
  const inbound = new IdentityRelayPacketInbound(network.socket(RELAY), {
    relay,
    destinations,
    dropped: (drop) => void drops.push(drop),
  });
  return { network, inbound, drops, exit, relay, startSession };
}
