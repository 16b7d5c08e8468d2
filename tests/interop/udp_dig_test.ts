// Debian's dig asks a name server through a UDP tunnel of ours, and each server that is there.

import { assertEquals } from "@std/assert";
import { PeerContestant } from "../bench/peer_contestant.ts";
import { PEERS } from "../bench/peer_table.ts";
import { a, askedIn, replyTo } from "../support/dns_packets.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { skipWithout } from "../support/outside_programs.ts";
import { newLink, startTunnel } from "../support/shadowsocks_process.ts";
import { UdpAnswerer } from "../support/udp_answerer.ts";
import { type ServerProgram, takingUdp, UMBRA } from "../support/udp_route.ts";

const NAME = "www.example";
const ADDRESS = "198.51.100.7";

const ignore = await skipWithout("dig");

Deno.test(
  { name: "dig asks through umbra tunnel and umbra server", ignore },
  () => assertAsks(UMBRA),
);

for (const peer of PEERS) {
  const isSkipped = ignore || await skipWithoutPeer(peer);
  Deno.test(
    { name: `dig asks through umbra tunnel and ${peer.name} server`, ignore: isSkipped },
    () => assertAsks(new PeerContestant(peer, "")),
  );
}

async function assertAsks(program: ServerProgram): Promise<void> {
  await using nameServer = new UdpAnswerer({
    answer: (query) => replyTo(query, { answers: [a(askedIn(query).name, ADDRESS)] }),
  });
  const link = newLink("aes-256-gcm");
  await using _server = await takingUdp(program.startServer(link));
  await using tunnel = await startTunnel("umbra", link, nameServer.port, "-u");
  assertEquals(await dig(tunnel.port), `${ADDRESS}\n`);
  assertEquals(nameServer.questions, 1);
}

/** What it prints: the addresses. */
async function dig(port: number): Promise<string> {
  const where = ["@127.0.0.1", "-p", `${port}`];
  const how = ["+short", "+tries=1", "+time=5"];
  const { stdout } = await new Deno.Command("dig", {
    args: [...where, ...how, NAME, "A"],
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}
