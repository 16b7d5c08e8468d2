import { assertEquals } from "@std/assert";
import { writeAll } from "../support/test_conn.ts";
import { DatagramClient, DatagramEcho } from "./datagram_ends.ts";
import { Sniffer } from "./sniffer.ts";
import { reactionOf } from "./trace.ts";

Deno.test("Sniffer sees what recv() hides: RST behind FIN", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using sniffer = await Sniffer.open(listener.addr.port);
  if (sniffer === undefined) return console.log("skipping: the wire takes Linux and root");
  const [client, server] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
    listener.accept(),
  ]);
  using _client = client;
  using followed = sniffer.follow(addressOf(client))!;
  await writeAll(client, new Uint8Array(100));
  await server.read(new Uint8Array(50));
  server.close();
  assertEquals(await client.read(new Uint8Array(1)), null);

  const { heard, end } = reactionOf(followed.seen());
  assertEquals([heard, end], [0, "FIN, RST"]);
  assertEquals(followed.seen().reduce((sum, { bytes }) => sum + bytes, 0), 100);
  assertEquals(sniffer.lost(), 0);
});

Deno.test("Sniffer.follow() knows nobody who was not there, or is left", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using sniffer = await Sniffer.open(listener.addr.port);
  if (sniffer === undefined) return console.log("skipping: the wire takes Linux and root");
  assertEquals(sniffer.follow("127.0.0.1:1"), undefined);
  using client = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
  sniffer.follow(addressOf(client))![Symbol.dispose]();
  assertEquals(sniffer.follow(addressOf(client)), undefined);
});

Deno.test("Sniffer.datagramsSent counts what leaves the port", async () => {
  await using echo = new DatagramEcho();
  await using client = new DatagramClient();
  using sniffer = await Sniffer.open(echo.address.port);
  if (sniffer === undefined) return console.log("skipping: the wire takes Linux and root");
  assertEquals(sniffer.datagramsSent, 0);
  await client.send(new Uint8Array(9), echo.address.port);
  await client.untilCount(1);
  assertEquals(sniffer.datagramsSent, 1);
});

function addressOf({ localAddr: { hostname, port } }: Deno.TcpConn): string {
  return `${hostname}:${port}`;
}
