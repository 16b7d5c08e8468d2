// UDP through a tunnel of one program and a server of another, every method that both know: 10,000 datagrams there and
// back without a loss, compared by hash, and the longest that the peer takes. The peers are those of the bench.

import { PeerContestant } from "../bench/peer_contestant.ts";
import { PEERS } from "../bench/peer_table.ts";
import { skipWithout } from "../support/outside_programs.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { startServer, startTunnel } from "../support/shadowsocks_process.ts";
import { testBytes } from "../support/test_bytes.ts";
import type { UdpClient } from "../support/udp_client.ts";
import { payloadsOf } from "../support/udp_echo.ts";
import { assertEcho, assertEchoes } from "../support/udp_echoes.ts";
import {
  type RouteEnds,
  type ServerProgram,
  type TunnelProgram,
  UMBRA,
  withRoute,
} from "../support/udp_route.ts";

const DATAGRAMS = 10_000;
const LONG_SIZES = [1401, 1473, 2700, 8000, 9000, 16_000, 32_768, 65_000];

/** The longest payload that each peer takes, of LONG_SIZES; what is longer is lost, and ends xray's tunnel. */
const LONGEST: Readonly<Record<string, number>> = {
  // Twice its --mtu (1397).
  "ss-libev": 2700,
  "ss-rust": 65_000,
  "go-ss2": 65_000,
  // Buffers of 16 KiB and of 8 KiB, salt and tag included.
  "sing-box": 16_000,
  xray: 8000,
};

/** Told its largest `--mtu`, it takes any datagram. */
const LIBEV: TunnelProgram & ServerProgram = {
  startTunnel: (link, targetPort) => startTunnel("libev", link, targetPort, "-u", "--mtu", "65535"),
  startServer: (link) => startServer("libev", link, "-u", "--mtu", "65535"),
};

for (const peer of PEERS) {
  const theirs = new PeerContestant(peer, "");
  const rest = { longest: LONGEST[peer.name]!, ignore: await skipWithoutPeer(peer) };
  for (const method of peer.methods) {
    const forth = { method, tunnel: UMBRA, server: theirs };
    const back = { method, tunnel: theirs, server: UMBRA };
    testPair(`umbra tunnel to ${peer.name} server with ${method}`, { ends: forth, ...rest });
    testPair(`${peer.name} tunnel to umbra server with ${method}`, { ends: back, ...rest });
  }
}

const ignore = await skipWithout("ss-server", "ss-tunnel");

for (const [tunnel, server, who] of [[UMBRA, LIBEV, "server"], [LIBEV, UMBRA, "tunnel"]] as const) {
  Deno.test(
    { name: `an ss-libev ${who} with --mtu carries datagrams of 65,000 bytes`, ignore },
    () =>
      withRoute(
        { method: "aes-256-gcm", tunnel, server },
        ({ path }) => assertCarries(path, { longest: 65_000 }),
      ),
  );
}

interface Pair {
  readonly ends: RouteEnds;
  readonly longest: number;
  readonly ignore: boolean;
}

function testPair(name: string, { ends, longest, ignore }: Pair): void {
  Deno.test({ name: `UDP: ${name}`, ignore }, () =>
    withRoute(ends, async ({ path }) => {
      await assertEchoes(path, payloadsOf(DATAGRAMS));
      await assertCarries(path, { longest });
    }));
}

async function assertCarries(
  path: UdpClient,
  { longest }: { readonly longest: number },
): Promise<void> {
  for (const size of LONG_SIZES.filter((size) => size <= longest)) {
    await assertEcho(path, testBytes(size));
  }
}
