import { assertEquals, assertRejects } from "@std/assert";
import { FakeNetwork } from "../../tests/support/fake_datagram_socket.ts";
import { encodeSocks5Datagram } from "../codec/socks5_datagram.ts";
import type { AssociationRequest } from "../net/associate.ts";
import { DialError } from "../net/dial_failure.ts";
import type { PacketInbound } from "../net/packet_inbound.ts";
import { type AssociateParts, associateWith } from "./associate.ts";

const REQUEST: AssociationRequest = {
  client: { host: "127.0.0.1", port: 50_000 },
  reachedAt: { host: "127.0.0.1", port: 1080 },
  user: "alice",
};

class Scene {
  readonly network = new FakeNetwork();
  readonly served: PacketInbound[] = [];
  readonly drops: string[] = [];

  associate(changes: Partial<AssociateParts> = {}) {
    return associateWith({
      open: this.network.open,
      serve: (inbound) => this.#serve(inbound),
      dropped: (drop) => void this.drops.push(drop),
      associateHost: undefined,
      ...changes,
    });
  }

  /** As the relay does: until the inbound is closed. */
  async #serve(inbound: PacketInbound): Promise<void> {
    this.served.push(inbound);
    await inbound.receive().catch(() => {});
  }
}

Deno.test("associateWith() opens a port where the client has reached us, and has it served", async () => {
  const scene = new Scene();
  const port = await scene.associate()(REQUEST);
  assertEquals(port.address.host, "127.0.0.1");
  assertEquals(scene.served[0]!.address, port.address);
  assertEquals(scene.network.size, 1);
  port.close();
  port.close();
  assertEquals(scene.network.size, 0);
});

Deno.test("associateWith() opens an IPv4 port when the client has reached a mapped address", async () => {
  const scene = new Scene();
  const reachedAt = { host: "::ffff:127.0.0.1", port: 1080 };
  const port = await scene.associate()({ ...REQUEST, reachedAt });
  assertEquals(port.address.host, "127.0.0.1");
  port.close();
});

Deno.test("associateWith() tells the configured host with the port's number", async () => {
  const scene = new Scene();
  const port = await scene.associate({ associateHost: "198.51.100.7" })(REQUEST);
  assertEquals(port.address, { host: "198.51.100.7", port: scene.served[0]!.address.port });
  port.close();
});

Deno.test("associateWith() tells what is dropped", async () => {
  const scene = new Scene();
  const port = await scene.associate()(REQUEST);
  const stranger = scene.network.socket({ host: "127.0.0.2", port: 0 });
  await stranger.send(encodeSocks5Datagram(REQUEST.client, Uint8Array.of(1)), port.address);
  assertEquals(scene.drops, ["stranger"]);
  port.close();
});

Deno.test("associateWith() denies one client more than its share, until one is closed", async () => {
  const scene = new Scene();
  const associate = scene.associate({ maxPerClient: 2 });
  const ports = [await associate(REQUEST), await associate(REQUEST)];
  const error = await assertRejects(() => associate(REQUEST), DialError);
  assertEquals(error.failure, "denied");
  const other = { ...REQUEST, client: { host: "127.0.0.2", port: 50_000 } };
  ports.push(await associate(other));
  ports[0]!.close();
  await new Promise((resolve) => setTimeout(resolve, 0));
  ports.push(await associate(REQUEST));
  await assertRejects(() => associate(REQUEST), DialError);
  for (const port of ports) port.close();
});

Deno.test("associateWith() takes all addresses of one IPv6 network for one client", async () => {
  const associate = new Scene().associate({ maxPerClient: 1 });
  const from = (host: string) => associate({ ...REQUEST, client: { host, port: 50_000 } });
  const port = await from("2001:db8::1");
  await assertRejects(() => from("2001:db8::2"), DialError);
  (await from("2001:db8:0:1::1")).close();
  port.close();
});

Deno.test("associateWith() rejects with a DialError, and keeps no place, when no port is to be had", async () => {
  const scene = new Scene();
  const open = () => Promise.reject(new Error("Too many open files"));
  const associate = scene.associate({ open, maxPerClient: 1 });
  for (let i = 0; i < 3; i++) {
    const error = await assertRejects(() => associate(REQUEST), DialError);
    assertEquals(error.failure, "other");
  }
});
