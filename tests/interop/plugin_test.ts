// The plugins that Debian has, simple-obfs and v2ray-plugin, between ends of ours and of shadowsocks-libev: some MB each
// way at once, many connections at a time, and a plugin that is killed in the middle.

import { assertEquals, assertRejects } from "@std/assert";
import { Secret } from "../../src/config/secret.ts";
import type { PluginEntry } from "../../src/config/upstream_entry.ts";
import { childrenOf, untilGone } from "../support/child_processes.ts";
import { curl } from "../support/curl.ts";
import { within } from "../support/deadline.ts";
import { HttpTarget } from "../support/http_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { isInstalled, skipWithout } from "../support/outside_programs.ts";
import { startPeer } from "../support/peer_process.ts";
import {
  PLUGGED_METHOD,
  PLUGGED_PASSWORD,
  type Port,
  startPluggedServer,
  startPluggedTunnel,
  type TunnelTo,
} from "../support/plugged_ends.ts";
import { newPassword } from "../support/shadowsocks_process.ts";
import { digestOf, testBytes } from "../support/test_bytes.ts";
import { assertTransfers } from "../support/transfers.ts";

const TRANSFER_BYTES = 8 * 1024 * 1024;
const CONNECTIONS = 50;
const SMALL_BYTES = 20_000;
const AGAIN_MS = 10_000;

interface PluginPair {
  readonly name: string;
  readonly client: PluginEntry;
  readonly server: PluginEntry;
}

interface End extends AsyncDisposable {
  readonly port: number;
}

interface Family {
  readonly name: string;
  startServer(pair: PluginPair): Promise<End>;
  startTunnel(to: TunnelTo, pair: PluginPair): Promise<End>;
}

const PAIRS: readonly PluginPair[] = [
  {
    name: "simple-obfs http",
    client: plugin("obfs-local", "obfs=http;obfs-host=www.example.com"),
    server: plugin("obfs-server", "obfs=http"),
  },
  {
    name: "simple-obfs tls",
    client: plugin("obfs-local", "obfs=tls;obfs-host=www.example.com"),
    server: plugin("obfs-server", "obfs=tls"),
  },
  {
    name: "v2ray-plugin websocket",
    client: plugin("ss-v2ray-plugin", "host=www.example.com;path=/a\\;b"),
    server: plugin("ss-v2ray-plugin", "server;host=www.example.com;path=/a\\;b"),
  },
];

const UMBRA: Family = umbra("umbra", { mode: "tcp_only" });

const UMBRA_2022: Family = umbra("umbra with 2022-blake3-aes-256-gcm", {
  mode: "tcp_only",
  method: "2022-blake3-aes-256-gcm",
  key: { kind: "psk", chain: new Secret(newPassword("2022-blake3-aes-256-gcm")) },
  oneRead: false,
});

const LIBEV: Family = {
  name: "ss-libev",
  startServer: ({ server }) => {
    const [port] = freePorts(1);
    return startLibev("ss-server", { port: port!, serverPort: port!, plugin: server });
  },
  startTunnel: ({ serverPort, targetPort }, { client }) => {
    const [port] = freePorts(1);
    const more = ["-b", "127.0.0.1", "-l", `${port}`, "-L", `127.0.0.1:${targetPort}`];
    return startLibev("ss-tunnel", { port: port!, serverPort, plugin: client, more });
  },
};

for (const pair of PAIRS) {
  const peer = { name: pair.name, programs: [pair.client.command, pair.server.command] };
  const lacks = await skipWithout("curl") || await skipWithoutPeer(peer);
  const lacksLibev = lacks || !await isInstalled("ss-server") || !await isInstalled("ss-tunnel");
  for (
    const [tunnel, server, ignore] of [
      [UMBRA, UMBRA, lacks],
      [UMBRA_2022, UMBRA_2022, lacks],
      [UMBRA, LIBEV, lacksLibev],
      [LIBEV, UMBRA, lacksLibev],
    ] as const
  ) {
    Deno.test(
      { name: `${pair.name}: ${tunnel.name} tunnel to ${server.name} server`, ignore },
      () =>
        withPath({ pair, tunnel, server }, async (origin) => {
          await assertTransfers(TRANSFER_BYTES, { origin, proxyFlags: [] });
          const all = Array.from({ length: CONNECTIONS }, () => isServed(origin));
          assertEquals(await Promise.all(all), Array(CONNECTIONS).fill(true));
        }),
    );
  }

  Deno.test(
    {
      name: `${pair.name}: plugins killed in the middle of transfers are there again`,
      ignore: lacks,
    },
    async () => {
      const before = await childrenOf();
      await withPath({ pair, tunnel: UMBRA, server: UMBRA }, async (origin) => {
        const plugins = (await childrenOf()).filter((pid) => !before.includes(pid));
        assertEquals(plugins.length, 2);
        for (const pid of plugins) {
          const transfer = await beginTransfer(origin);
          Deno.kill(pid, "SIGKILL");
          await untilGone([pid]);
          await assertRejects(() => transfer.rest());
          await within(AGAIN_MS, "A transfer by the next plugin", untilServed(origin));
        }
      });
      assertEquals((await childrenOf()).filter((pid) => !before.includes(pid)), []);
    },
  );
}

interface Path {
  readonly pair: PluginPair;
  readonly tunnel: Family;
  readonly server: Family;
}

/** `use` gets the origin of an HttpTarget at the far end. */
async function withPath(
  { pair, tunnel, server }: Path,
  use: (origin: string) => Promise<void>,
): Promise<void> {
  await using target = new HttpTarget();
  await using far = await server.startServer(pair);
  await using near = await tunnel.startTunnel(
    { serverPort: far.port, targetPort: target.port },
    pair,
  );
  await use(`http://127.0.0.1:${near.port}`);
}

function umbra(name: string, port: Port): Family {
  return {
    name,
    startServer: ({ server }) => startPluggedServer({ ...port, plugin: server }),
    startTunnel: (to, { client }) => startPluggedTunnel(to, { ...port, plugin: client }),
  };
}

interface LibevEnd {
  /** That it or its plugin listens on. */
  readonly port: number;
  readonly serverPort: number;
  readonly plugin: PluginEntry;
  readonly more?: readonly string[];
}

/** Asked to end, and not killed: its plugin would go on. */
async function startLibev(
  program: "ss-server" | "ss-tunnel",
  { port, serverPort, plugin, more = [] }: LibevEnd,
): Promise<End> {
  const { process } = await startPeer(program, {
    args: [
      ...["-s", "127.0.0.1", "-p", `${serverPort}`, "-m", PLUGGED_METHOD, "-k", PLUGGED_PASSWORD],
      ...["--plugin", plugin.command, "--plugin-opts", plugin.options],
      ...more,
    ],
    port,
  });
  const end = async () => {
    process.signal("SIGTERM");
    await process.ended();
  };
  return { port, [Symbol.asyncDispose]: end };
}

function plugin(command: string, options: string): PluginEntry {
  return { command, options, args: [], mode: "tcp_only" };
}

/** More than fits in all the buffers on the way. */
const LONG_TRANSFER_BYTES = 64 * 1024 * 1024;

/** Resolves in the middle of a download, which goes on with `rest()`. */
async function beginTransfer(origin: string): Promise<{ rest(): Promise<unknown> }> {
  const { body } = await fetch(`${origin}/bytes/${LONG_TRANSFER_BYTES}`);
  const reader = body!.getReader();
  await reader.read();
  reader.releaseLock();
  return { rest: () => Array.fromAsync(body!) };
}

async function isServed(origin: string): Promise<boolean> {
  const { code, body } = await curl("--max-time", "5", `${origin}/bytes/${SMALL_BYTES}`);
  return code === 0 && digestOf(body).sha256 === digestOf(testBytes(SMALL_BYTES)).sha256;
}

async function untilServed(origin: string): Promise<void> {
  while (!await isServed(origin));
}
