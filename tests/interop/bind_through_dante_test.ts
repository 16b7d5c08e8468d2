// SOCKS BIND: dante waits for a connection in our place, asked by either version, directly or through a local of ours.

import { assertEquals } from "@std/assert";
import type { HostPort } from "../../src/net/address.ts";
import type { StreamDialer } from "../../src/net/stream_dialer.ts";
import type { ProxyParts } from "../../src/outbound/proxy_handshake.ts";
import { Socks4Dialer } from "../../src/outbound/socks4_dialer.ts";
import { Socks5Dialer } from "../../src/outbound/socks5_dialer.ts";
import { within } from "../support/deadline.ts";
import { readExactly } from "../support/memory_pipe.ts";
import { freePorts } from "../support/listening_ports.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { OutboundGround } from "../support/outbound_ground.ts";
import { type RunningProxy, startDanted } from "../support/proxy_programs.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { writeAll } from "../support/test_conn.ts";
import { startUmbra } from "../support/umbra_process.ts";

const DEADLINE_MS = 5000;
const SAID = Uint8Array.of(1, 2, 3);
const ignore = await skipWithoutPeer({ name: "dante", programs: ["danted"] });

const VERSIONS: Readonly<Record<string, (parts: ProxyParts) => StreamDialer>> = {
  SOCKS4: (parts) => new Socks4Dialer({ ...parts, userId: "", resolver: undefined }),
  SOCKS5: (parts) => new Socks5Dialer({ ...parts, credentials: undefined }),
};
const PROXIES: Readonly<Record<string, () => Promise<RunningProxy>>> = {
  dante: () => startDanted("none"),
  "umbra local and dante": startLocalBeforeDante,
};
const CASES = Object.keys(PROXIES).flatMap((proxy) =>
  Object.entries(VERSIONS).map(([version, build]) => ({ proxy, version, build }))
);
for (const { proxy: through, version, build } of CASES) {
  Deno.test({ name: `BIND through ${through} by ${version}`, ignore }, async () => {
    using ground = new OutboundGround();
    await using proxy = await PROXIES[through]!();
    const dialer = build(ground.partsFor(proxy));
    const listening = Promise.withResolvers<HostPort>();
    const arrived = Promise.withResolvers<HostPort>();
    const dialed = dialer.dial({ host: "127.0.0.1", port: 0 }, {
      signal: new AbortController().signal,
      progress: () => {},
      awaiting: {
        listening: (address) => Promise.resolve(listening.resolve(address)),
        arrived: arrived.resolve,
      },
    });
    dialed.catch(listening.reject);
    const { host, port } = await within(DEADLINE_MS, "The first reply", listening.promise);
    using peer = await Deno.connect({ hostname: host, port });
    const conn = await within(DEADLINE_MS, "The second reply", dialed);
    assertEquals((await arrived.promise).port, peer.localAddr.port);
    await writeAll(peer, SAID);
    assertEquals(await within(DEADLINE_MS, "What the peer says", readExactly(conn, 3)), SAID);
    await conn.write(SAID);
    const heard = new Uint8Array(10);
    assertEquals(await within(DEADLINE_MS, "What the peer hears", peer.read(heard)), 3);
    conn.close();
  });
}

/** Whichever version it is asked in, it asks dante in SOCKS5. */
async function startLocalBeforeDante(): Promise<RunningProxy> {
  await using stack = new AsyncDisposableStack();
  const { port: dantePort } = stack.use(await startDanted("none"));
  const [local_port] = freePorts(1);
  const config = { local_port, upstreams: [{ url: `socks5://127.0.0.1:${dantePort}` }] };
  const text = new TextEncoder().encode(JSON.stringify(config));
  const file = stack.use(await TemporaryFile.holding(text, { suffix: ".json" }));
  const { port } = stack.use(await startUmbra(["local", "-c", file.path]));
  const running = stack.move();
  return { port, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
