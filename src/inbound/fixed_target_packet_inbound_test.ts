import { assertEquals, assertRejects } from "@std/assert";
import { FakeNetwork } from "../../tests/support/fake_datagram_socket.ts";
import { testBytes } from "../../tests/support/test_bytes.ts";
import { FixedTargetPacketInbound } from "./fixed_target_packet_inbound.ts";

const PORT = { host: "127.0.0.1", port: 5353 };
const TARGET = { host: "dns.example", port: 53 };
const SOURCE = { host: "198.51.100.7", port: 53 };

class Scene {
  readonly network = new FakeNetwork();
  readonly inbound = new FixedTargetPacketInbound(this.network.socket(PORT), TARGET);
  readonly client = this.network.socket({ host: "127.0.0.1", port: 0 });
}

Deno.test("FixedTargetPacketInbound.receive() gives every packet the one target", async () => {
  const { inbound, client } = new Scene();
  assertEquals(inbound.address, PORT);
  for (const size of [0, 1, 1400, 65_507]) {
    await client.send(testBytes(size), PORT);
    const packet = await inbound.receive();
    assertEquals([packet.target, packet.payload], [TARGET, testBytes(size)]);
    assertEquals([packet.client.address, packet.client.user], [client.address, undefined]);
  }
});

Deno.test("FixedTargetPacketInbound.receive() tells clients apart by address and port", async () => {
  const { network, inbound, client } = new Scene();
  const other = network.socket({ host: "127.0.0.1", port: 0 });
  const keys: string[] = [];
  for (const sender of [client, other, client]) {
    await sender.send(testBytes(1), PORT);
    keys.push((await inbound.receive()).client.key);
  }
  assertEquals(keys[0] === keys[1], false);
  assertEquals(keys[0], keys[2]);
});

Deno.test("FixedTargetPacketInbound.reply() sends the payload and nothing else", async () => {
  const { inbound, client } = new Scene();
  await client.send(testBytes(1), PORT);
  const packet = await inbound.receive();
  inbound.forget();
  assertEquals(await packet.client.reply(SOURCE, testBytes(100)), undefined);
  assertEquals(await client.receive(), { bytes: testBytes(100), from: PORT });
  assertEquals(await packet.client.reply(SOURCE, testBytes(65_508)), "unsendable");
});

Deno.test("FixedTargetPacketInbound.close() ends receive()", async () => {
  const { network, inbound } = new Scene();
  const received = inbound.receive();
  inbound.close();
  await assertRejects(() => received);
  assertEquals(network.size, 1);
});
