// However the program ends, its plugins end with it, and they learn nothing of it that is not theirs (issue 7).

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { childrenOf, groupOf, untilGone } from "../support/child_processes.ts";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import { isInstalled } from "../support/outside_programs.ts";
import { samplePlugin, startPluggedTunnel } from "../support/plugged_ends.ts";
import { type RunningCli, startCli } from "../support/run_cli.ts";
import { writeAll } from "../support/test_conn.ts";

// Only Linux tells in /proc whose child a process is.
const ignore = Deno.build.os !== "linux";

const PASSWORD = "a-password-for-plugins";
const AT_ONCE_MS = 3000;

Deno.test({ name: "SIGTERM ends the program and its plugin", ignore }, async () => {
  await using server = await startServer();
  assertEquals(server.plugins.length, 1);
  server.cli.signal("SIGTERM");
  assertEquals((await server.cli.finished).code, 0);
  await within(AT_ONCE_MS, "The plugin's end", untilGone(server.plugins));
});

Deno.test({ name: "a second SIGTERM ends the plugin as well", ignore }, async () => {
  await using target = new EchoTarget();
  await using server = await startServer();
  await using tunnel = await startPluggedTunnel(
    { serverPort: server.port, targetPort: target.port },
    { plugin: samplePlugin("client"), mode: "tcp_only" },
  );
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: tunnel.port });
  await writeAll(conn, Uint8Array.of(42));
  await conn.read(new Uint8Array(1));
  server.cli.signal("SIGTERM");
  await server.cli.told(/^draining 1 connection/);
  assertEquals(await isThere(server.plugins[0]!), true, "while connections go on");
  server.cli.signal("SIGTERM");
  assertEquals((await server.cli.finished).code, 130);
  await within(AT_ONCE_MS, "The plugin's end", untilGone(server.plugins));
});

Deno.test(
  {
    name: "a program that is killed takes its plugin with it",
    ignore: ignore || !await isInstalled("setpriv"),
  },
  async () => {
    await using server = await startServer();
    server.cli.signal("SIGKILL");
    await server.cli.finished;
    await within(AT_ONCE_MS, "The plugin's end", untilGone(server.plugins));
  },
);

Deno.test({ name: "Ctrl-C does not reach a plugin", ignore }, async () => {
  await using server = await startServer();
  const [ours, theirs] = await Promise.all([server.cli.pid, server.plugins[0]!].map(groupOf));
  assert(ours !== undefined && theirs !== undefined);
  assertNotEquals(ours, theirs);
});

Deno.test(
  { name: "a plugin gets none of our environment but what programs need", ignore },
  async () => {
    await using server = await startServer();
    const environment = await Deno.readTextFile(`/proc/${server.plugins[0]}/environ`);
    const names = environment.split("\0").map((line) => line.split("=")[0]!).filter((name) =>
      name !== ""
    );
    assertEquals(
      names.filter((name) => !name.startsWith("SS_")).toSorted().filter(isUnexpected),
      [],
    );
    assert(names.includes("SS_REMOTE_PORT") && names.includes("PATH"));
    assert(!environment.includes(PASSWORD));
  },
);

Deno.test({ name: "two workers share one plugin", ignore }, async () => {
  await using target = new EchoTarget();
  await using server = await startServer("--workers", "2");
  assertEquals(server.plugins.length, 1);
  await using tunnel = await startPluggedTunnel(
    { serverPort: server.port, targetPort: target.port },
    { plugin: samplePlugin("client"), mode: "tcp_only" },
  );
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: tunnel.port });
  await writeAll(conn, Uint8Array.of(42));
  assertEquals(await conn.read(new Uint8Array(2)), 1);
});

interface PluggedServer extends AsyncDisposable {
  readonly cli: RunningCli;
  /** As the world reaches it. */
  readonly port: number;
  readonly plugins: readonly number[];
}

async function startServer(...flags: readonly string[]): Promise<PluggedServer> {
  const [port] = freePorts(1);
  const { command, args, options } = samplePlugin("server");
  const config = {
    server: "127.0.0.1",
    server_port: port,
    method: "chacha20-ietf-poly1305",
    mode: "tcp_only",
    plugin: command,
    plugin_args: args,
    plugin_opts: options,
    allow_private: true,
  };
  const cli = await startCli(["server", "-c", "config.json", ...flags], {
    files: { "config.json": JSON.stringify(config) },
    env: { UMBRA_PASSWORD: PASSWORD },
  });
  try {
    await cli.printed(new RegExp(`^listening on 127\\.0\\.0\\.1:${port}$`));
    const plugins = await childrenOf(cli.pid);
    return { cli, port: port!, plugins, [Symbol.asyncDispose]: () => cli[Symbol.asyncDispose]() };
  } catch (error) {
    await cli[Symbol.asyncDispose]();
    throw error;
  }
}

function isUnexpected(name: string): boolean {
  return !["PATH", "HOME", "TMPDIR"].includes(name);
}

async function isThere(pid: number): Promise<boolean> {
  return await groupOf(pid) !== undefined;
}
