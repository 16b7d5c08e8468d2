import { assertEquals } from "@std/assert";
import { FakeNetwork } from "../../tests/support/fake_datagram_socket.ts";
import { AdmittingSocket } from "./admitting_socket.ts";

Deno.test("AdmittingSocket hands out the datagrams of those who may come in", async () => {
  const network = new FakeNetwork();
  const inner = await network.open({ host: "192.0.2.1", port: 53 });
  const guest = await network.open({ host: "192.0.2.2", port: 0 });
  const stranger = await network.open({ host: "192.0.2.66", port: 0 });
  const socket = new AdmittingSocket(inner, (ip) => ip !== "192.0.2.66");
  await stranger.send(new Uint8Array([1]), socket.address);
  await guest.send(new Uint8Array([2]), socket.address);
  const { bytes, from } = await socket.receive();
  assertEquals({ bytes, from }, { bytes: new Uint8Array([2]), from: guest.address });
  assertEquals(await socket.send(new Uint8Array([3]), stranger.address), true);
  assertEquals((await stranger.receive()).bytes, new Uint8Array([3]));
  for (const each of [socket, guest, stranger]) each.close();
  assertEquals(network.size, 0);
});
