// SIGTERM ends the program without cutting off who is in the middle of something (issue 3).

import { assert, assertEquals } from "@std/assert";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { untilNotListening } from "../support/listening_ports.ts";
import { newLink, startServer, startTunnel } from "../support/shadowsocks_process.ts";

const AT_ONCE_MS = 2000;

// Only Linux tells in /proc who listens.
const ignore = Deno.build.os !== "linux";

for (const role of ["server", "tunnel"] as const) {
  const name = `SIGTERM lets the connections of a ${role} finish and takes no new ones`;
  Deno.test({ name, ignore }, async () => {
    await using target = new EchoTarget();
    const link = newLink("chacha20-ietf-poly1305");
    await using server = await startServer("umbra", link);
    await using tunnel = await startTunnel("umbra", link, target.port);
    const { process, port } = { server, tunnel }[role];
    using client = await Deno.connect({ hostname: "127.0.0.1", port: tunnel.port });
    await assertEchoes(client);

    process.signal("SIGTERM");
    await process.untilOutput(/draining 1 connection/);
    await within(AT_ONCE_MS, "The end of listening", untilNotListening(port));
    await assertEchoes(client);
    assert(process.isRunning);

    await client.closeWrite();
    const { code } = await within(AT_ONCE_MS, "The end of the last connection", process.ended());
    assertEquals(code, 0, process.output);
  });
}

Deno.test("a second SIGTERM ends the server now", async () => {
  await using target = new EchoTarget();
  const link = newLink("chacha20-ietf-poly1305");
  await using server = await startServer("umbra", link);
  await using tunnel = await startTunnel("umbra", link, target.port);
  using client = await Deno.connect({ hostname: "127.0.0.1", port: tunnel.port });
  await assertEchoes(client);

  server.process.signal("SIGTERM");
  await server.process.untilOutput(/draining 1 connection/);
  server.process.signal("SIGTERM");
  await within(AT_ONCE_MS, "The end of the server", server.process.ended());
  await within(AT_ONCE_MS, "The end of the target's connection", target.untilConnections(0));
});

Deno.test("SIGTERM ends a server at once when nobody is connected", async () => {
  await using server = await startServer("umbra", newLink("chacha20-ietf-poly1305"));
  server.process.signal("SIGTERM");
  const { code } = await within(AT_ONCE_MS, "The end of the server", server.process.ended());
  assertEquals(code, 0, server.process.output);
});

async function assertEchoes(conn: Deno.Conn): Promise<void> {
  await conn.write(Uint8Array.of(42));
  const buffer = new Uint8Array(2);
  assertEquals(await conn.read(buffer), 1);
  assertEquals(buffer[0], 42);
}
