// When one end of a Shadowsocks connection dies without a word, the other end lets go of its connections within a
// second (issue 3).

import { assertEquals } from "@std/assert";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { newLink, startServer, startTunnel } from "../support/shadowsocks_process.ts";
import { testBytes } from "../support/test_bytes.ts";
import { writeAll } from "../support/test_conn.ts";

const CONNECTIONS = 50;
const DEADLINE_MS = 1000;

Deno.test("kill -9 of the tunnel closes the server's connections to the target", async () => {
  await using target = new EchoTarget();
  const link = newLink("aes-128-gcm");
  await using _server = await startServer("umbra", link);
  await using tunnel = await startTunnel("umbra", link, target.port);
  const clients = await openConnections(tunnel.port);
  assertEquals(target.connections, CONNECTIONS);

  tunnel.process.signal("SIGKILL");
  await within(DEADLINE_MS, "All connections to the target end", target.untilConnections(0));
  for (const client of clients) client.close();
});

Deno.test("kill -9 of the server closes the tunnel's connections to its clients", async () => {
  await using target = new EchoTarget();
  const link = newLink("aes-128-gcm");
  await using server = await startServer("umbra", link);
  await using tunnel = await startTunnel("umbra", link, target.port);
  const clients = await openConnections(tunnel.port);

  server.process.signal("SIGKILL");
  await within(DEADLINE_MS, "All clients are cut off", Promise.all(clients.map(untilEnd)));
  for (const client of clients) client.close();
});

/** Each has moved a byte there and back, so that it reaches all the way. */
function openConnections(port: number): Promise<Deno.TcpConn[]> {
  return Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await writeAll(conn, testBytes(1));
    assertEquals(await conn.read(new Uint8Array(2)), 1);
    return conn;
  }));
}

/** FIN or RST, both will do. */
async function untilEnd(conn: Deno.Conn): Promise<void> {
  try {
    assertEquals(await conn.read(new Uint8Array(1)), null);
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
}
