// The 2022 edition (SIP022) through a tunnel of one program and a server of another, every method that both know: some
// MB each way at once, a client that finishes first, and datagrams, compared by hash. The peers are those of the bench.

import { assertEquals } from "@std/assert";
import { PeerContestant } from "../bench/peer_contestant.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { HttpTarget } from "../support/http_target.ts";
import { skipWithout } from "../support/outside_programs.ts";
import { PEERS_2022, testable2022 } from "../support/peers_2022.ts";
import { newLink } from "../support/shadowsocks_process.ts";
import { digestOf, digestOfChunks, testBytes } from "../support/test_bytes.ts";
import { chunksOf, writeAll } from "../support/test_conn.ts";
import { assertTransfers } from "../support/transfers.ts";
import { payloadsOf } from "../support/udp_echo.ts";
import { assertEcho, assertEchoes } from "../support/udp_echoes.ts";
import { type RouteEnds, UMBRA, withRoute } from "../support/udp_route.ts";

const TRANSFER_BYTES = 8 * 1024 * 1024;
const HALF_CLOSED_BYTES = [1000, 3_000_000];
const DATAGRAMS = 2000;
const LONG_SIZES = [1401, 2700, 8000, 15_000, 65_000];

interface Abilities {
  /** The longest of LONG_SIZES that it takes; what is longer comes cut, or not at all. */
  readonly longest: number;
  /**
   * The ends of it that pass on that one side has finished, and go on listening to the other. sing-box ends both
   * directions instead, with any method and also between two of its own, so that answers come back incomplete; xray's
   * server does not tell the target with this edition (sing-box 1.14.1, xray 26.3.27).
   */
  readonly halfCloses: readonly ("tunnel" | "server")[];
}

const ABILITIES: Readonly<Record<string, Abilities>> = {
  "ss-rust": { longest: 65_000, halfCloses: ["tunnel", "server"] },
  "sing-box": { longest: 15_000, halfCloses: [] },
  xray: { longest: 8000, halfCloses: ["tunnel"] },
};

const isWithoutCurl = await skipWithout("curl");

for (const peer of PEERS_2022) {
  const theirs = new PeerContestant(peer, "");
  const { longest, halfCloses } = ABILITIES[peer.name]!;
  const testable = await testable2022(peer);
  for (const method of peer.methods2022) {
    const ignore = isWithoutCurl || !testable.includes(method);
    const pairs = [
      {
        tunnel: UMBRA,
        server: theirs,
        their: "server",
        name: `umbra tunnel to ${peer.name} server`,
      },
      {
        tunnel: theirs,
        server: UMBRA,
        their: "tunnel",
        name: `${peer.name} tunnel to umbra server`,
      },
    ] as const;
    for (const { name, their, ...programs } of pairs) {
      const ends = { method, ...programs };
      Deno.test({ name: `${name} with ${method}`, ignore }, async () => {
        await assertCarriesStreams(ends);
        if (halfCloses.includes(their)) await assertCarriesHalfClosed(ends);
      });
      Deno.test(
        { name: `UDP: ${name} with ${method}`, ignore },
        () =>
          withRoute(ends, async ({ path }) => {
            await assertEchoes(path, payloadsOf(DATAGRAMS));
            for (const size of LONG_SIZES.filter((size) => size <= longest)) {
              await assertEcho(path, testBytes(size));
            }
          }),
      );
    }
  }
}

async function assertCarriesStreams({ method, tunnel, server }: RouteEnds): Promise<void> {
  await using target = new HttpTarget();
  const link = newLink(method);
  await using _server = await server.startServer(link);
  await using entrance = await tunnel.startTunnel(link, target.port);
  const origin = `http://127.0.0.1:${entrance.port}`;
  await assertTransfers(TRANSFER_BYTES, { origin, proxyFlags: [] });
}

/** The client has said everything, and its FIN as well, before anything comes back. */
async function assertCarriesHalfClosed({ method, tunnel, server }: RouteEnds): Promise<void> {
  await using target = new EchoTarget();
  const link = newLink(method);
  await using _server = await server.startServer(link);
  await using entrance = await tunnel.startTunnel(link, target.port);
  for (const length of HALF_CLOSED_BYTES) {
    using conn = await Deno.connect({ hostname: "127.0.0.1", port: entrance.port });
    const said = writeAll(conn, testBytes(length)).then(() => conn.closeWrite());
    assertEquals(await digestOfChunks(chunksOf(conn)), digestOf(testBytes(length)));
    await said;
  }
}
