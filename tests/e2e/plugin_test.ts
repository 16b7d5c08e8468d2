// Plugins (SIP003, SIP003u) at both ends, and plugins that misbehave (issue 7). The plugin is tests/support/sample_plugin.ts:
// what it carries is readable only where another one is at the other end.

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ServiceError } from "../../src/service/service_error.ts";
import { childrenOf, untilGone } from "../support/child_processes.ts";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { samplePlugin, startPluggedServer, startPluggedTunnel } from "../support/plugged_ends.ts";
import { digestOf, digestOfChunks, testBytes } from "../support/test_bytes.ts";
import { chunksOf, writeAll } from "../support/test_conn.ts";
import { UdpClient } from "../support/udp_client.ts";
import { payloadsOf, UdpEcho } from "../support/udp_echo.ts";
import { assertEchoes } from "../support/udp_echoes.ts";

/** Only Linux tells in /proc whose child a process is. */
const ignore = Deno.build.os !== "linux";

const BYTES = 3_000_000;
const SOON_MS = 5000;

Deno.test("plugins at both ends carry connections", async () => {
  await using target = new EchoTarget();
  await using server = await startPluggedServer({ plugin: samplePlugin("server") });
  await using tunnel = await startPluggedTunnel(
    { serverPort: server.port, targetPort: target.port },
    { plugin: samplePlugin("client") },
  );
  await Promise.all(Array.from({ length: 8 }, () => assertCarries(tunnel.port)));
});

Deno.test("a server with a plugin shows its public port, where nothing but its plugin understands", async () => {
  await using target = new EchoTarget();
  await using server = await startPluggedServer({ plugin: samplePlugin("server") });
  await using bare = await startPluggedTunnel(
    { serverPort: server.port, targetPort: target.port },
    {},
  );
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: bare.port });
  await writeAll(conn, testBytes(100));
  await conn.closeWrite();
  assertEquals((await digestOfChunks(chunksOf(conn))).bytes, 0);
});

for (const mode of ["tcp_only", "tcp_and_udp", "udp_only"] as const) {
  Deno.test(`plugins of plugin_mode ${mode} leave the rest to the port itself`, async () => {
    await using connections = new EchoTarget();
    await using packets = new UdpEcho();
    await using server = await startPluggedServer({ plugin: samplePlugin("server", { mode }) });
    const to = { serverPort: server.port, targetPort: connections.port };
    const plugin = samplePlugin("client", { mode });
    await using streams = await startPluggedTunnel(to, { plugin });
    await assertCarries(streams.port);
    await using datagrams = await startPluggedTunnel({ ...to, targetPort: packets.port }, {
      plugin,
    });
    await using path = new UdpClient(datagrams.port);
    await assertEchoes(path, payloadsOf(200));
  });
}

Deno.test({ name: "plugins are gone when the service is", ignore }, async () => {
  const before = await childrenOf();
  const server = await startPluggedServer({ plugin: samplePlugin("server") });
  const plugins = await childrenSince(before);
  assertEquals(plugins.length, 1);
  await server[Symbol.asyncDispose]();
  await within(SOON_MS, "The plugin's end", untilGone(plugins));
});

Deno.test({ name: "plugins are gone when what is behind them cannot start", ignore }, async () => {
  const before = await childrenOf();
  await using other = new UdpEcho();
  const address = { host: "127.0.0.1", port: other.port };
  const start = () => startPluggedServer({ address, plugin: samplePlugin("server") });
  await assertRejects(start, ServiceError, `cannot listen on 127.0.0.1:${other.port}`);
  assertEquals(await childrenSince(before), []);
});

Deno.test({
  name: "a plugin that ends at once keeps the server from starting, and says why",
  ignore,
}, async () => {
  const before = await childrenOf();
  const plugin = samplePlugin("server", { habit: "exit" });
  const error = await assertRejects(() => startPluggedServer({ plugin }), ServiceError);
  assertMatch(
    error.message,
    /^plugin \w+ for 127\.0\.0\.1:\d+ has ended before it was ready \(exit code 3\): sample plugin: no such option: \\u\{1b\}\[31mred$/,
  );
  assertEquals(await childrenSince(before), []);
});

Deno.test(
  { name: "a plugin that never listens keeps the client from starting", ignore },
  async () => {
    const before = await childrenOf();
    const plugin = samplePlugin("client", { habit: "deaf" });
    const start = () => startPluggedTunnel({ serverPort: 9, targetPort: 9 }, { plugin });
    await assertRejects(
      start,
      ServiceError,
      "has not taken connections within 3 s; it has said nothing",
    );
    assertEquals(await childrenSince(before), []);
  },
);

Deno.test("a plugin that is not installed is told of, with where it was looked for", async () => {
  const plugin = { command: "no-such-plugin", options: "", args: [], mode: "tcp_only" } as const;
  const error = await assertRejects(() => startPluggedServer({ plugin }), ServiceError);
  assertEquals(error.message, 'cannot find the plugin "no-such-plugin"');
  assertMatch(error.hint, /^it was looked for in .*\/bin.*; install it, or give the whole path$/);
  const path = { ...plugin, command: "/nowhere/plugin" };
  await assertRejects(
    () => startPluggedServer({ plugin: path }),
    ServiceError,
    '"/nowhere/plugin"',
  );
});

Deno.test("a server's plugin is not started where somebody else listens", async () => {
  await using other = new EchoTarget();
  const address = { host: "127.0.0.1", port: other.port };
  const start = () => startPluggedServer({ address, plugin: samplePlugin("server") });
  await assertRejects(
    start,
    ServiceError,
    `cannot listen on 127.0.0.1:${other.port}: the port is in use`,
  );
});

Deno.test("a plugin that prints megabytes carries connections all the same", async () => {
  await using target = new EchoTarget();
  await using server = await startPluggedServer({ plugin: samplePlugin("server") });
  await using tunnel = await startPluggedTunnel(
    { serverPort: server.port, targetPort: target.port },
    { plugin: samplePlugin("client", { habit: "loud" }) },
  );
  await assertCarries(tunnel.port);
});

Deno.test({ name: "a plugin that ignores SIGTERM is killed", ignore }, async () => {
  const before = await childrenOf();
  const server = await startPluggedServer({
    plugin: samplePlugin("server", { habit: "stubborn" }),
  });
  const plugins = await childrenSince(before);
  await within(SOON_MS, "The end of the service", server[Symbol.asyncDispose]());
  await within(SOON_MS, "The plugin's end", untilGone(plugins));
});

Deno.test(
  { name: "a plugin that dies is started again, and new connections work", ignore },
  async () => {
    await using target = new EchoTarget();
    await using server = await startPluggedServer({ plugin: samplePlugin("server") });
    const before = await childrenOf();
    await using tunnel = await startPluggedTunnel(
      { serverPort: server.port, targetPort: target.port },
      { plugin: samplePlugin("client") },
    );
    await assertCarries(tunnel.port);
    const [plugin] = await childrenSince(before);
    Deno.kill(plugin!, "SIGKILL");
    await untilGone([plugin!]);
    await within(SOON_MS, "A connection by the next plugin", untilCarrying(tunnel.port));
    const [next, ...others] = await childrenSince(before);
    assert(next !== undefined && next !== plugin && others.length === 0);
  },
);

async function childrenSince(before: readonly number[]): Promise<readonly number[]> {
  return (await childrenOf()).filter((pid) => !before.includes(pid));
}

async function untilCarrying(port: number): Promise<void> {
  while (!await isEchoed(port, 1000));
}

async function assertCarries(port: number): Promise<void> {
  assert(await isEchoed(port, BYTES));
}

/** Whether so many bytes come back as they were, to the last. */
async function isEchoed(port: number, length: number): Promise<boolean> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const said = writeAll(conn, testBytes(length)).then(() => conn.closeWrite()).catch(() => {});
  const { sha256 } = await digestOfChunks(chunksOf(conn)).catch(() => digestOf(new Uint8Array()));
  await said;
  return sha256 === digestOf(testBytes(length)).sha256;
}
