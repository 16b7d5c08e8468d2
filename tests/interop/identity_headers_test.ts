// Many users on one port of the 2022 edition (SIP023), with a server or a client of a peer; and relays, ours between two
// ends of a peer, and a peer's between two of ours.

import { PeerContestant } from "../bench/peer_contestant.ts";
import { HttpTarget } from "../support/http_target.ts";
import { skipWithout } from "../support/outside_programs.ts";
import { PEERS_2022, testable2022 } from "../support/peers_2022.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { type Link, newLink, newPassword } from "../support/shadowsocks_process.ts";
import { assertTransfers } from "../support/transfers.ts";
import { UdpClient } from "../support/udp_client.ts";
import { payloadsOf, UdpEcho } from "../support/udp_echo.ts";
import { assertEchoes } from "../support/udp_echoes.ts";
import { takingUdp, type TunnelProgram, UMBRA } from "../support/udp_route.ts";
import { linkTo, RELAYS, SERVERS_WITH_USERS, type User } from "../support/users_2022.ts";

const TRANSFER_BYTES = 2 * 1024 * 1024;
const DATAGRAMS = 500;
/** The method with ChaCha20 has no identity headers. */
const METHODS = ["2022-blake3-aes-128-gcm", "2022-blake3-aes-256-gcm"] as const;

const isWithoutCurl = await skipWithout("curl");

for (const peer of PEERS_2022) {
  const theirs = new PeerContestant(peer, "");
  const testable = await testable2022(peer);
  for (const method of METHODS) {
    const ignore = isWithoutCurl || !testable.includes(method);
    Deno.test(
      { name: `umbra tunnels of two users to ${peer.name} server with ${method}`, ignore },
      () => assertServesUsers(method, { tunnel: UMBRA, server: peer.name }),
    );
    Deno.test(
      { name: `${peer.name} tunnels of two users to umbra server with ${method}`, ignore },
      () => assertServesUsers(method, { tunnel: theirs, server: "umbra" }),
    );
    Deno.test(
      { name: `${peer.name} tunnel and server with an umbra relay between and ${method}`, ignore },
      () => assertRelays(method, { tunnel: theirs, relay: "umbra", server: peer.name }),
    );
    if (peer.name !== "sing-box") continue;
    Deno.test(
      { name: `umbra tunnel and server with a sing-box relay between and ${method}`, ignore },
      () => assertRelays(method, { tunnel: UMBRA, relay: "sing-box", server: "umbra" }),
    );
  }
}

interface Ends {
  readonly tunnel: TunnelProgram;
  /** A key of SERVERS_WITH_USERS. */
  readonly server: string;
}

interface RelayedEnds extends Ends {
  readonly relay: keyof typeof RELAYS;
}

async function assertServesUsers(method: string, { tunnel, server }: Ends): Promise<void> {
  const link = newLink(method);
  const users = newUsers(method);
  await using _server = await takingUdp(SERVERS_WITH_USERS[server]!(link, users));
  for (const user of users) await assertCarries(tunnel, linkTo(link, user));
}

/** Of the relay, of the server behind it, of the user: three keys. */
async function assertRelays(method: string, { tunnel, relay, server }: RelayedEnds): Promise<void> {
  const [behind, link] = [newLink(method), newLink(method)];
  const [user] = newUsers(method);
  await using _server = await takingUdp(SERVERS_WITH_USERS[server]!(behind, [user]));
  await using _relay = await takingUdp(RELAYS[relay](link, behind));
  await assertCarries(tunnel, linkTo(linkTo(link, behind), user));
}

function newUsers(method: string): readonly [User, User] {
  return [
    { name: "alice", password: newPassword(method) },
    { name: "bob", password: newPassword(method) },
  ];
}

/** TCP and UDP. */
async function assertCarries(program: TunnelProgram, link: Link): Promise<void> {
  await using target = new HttpTarget();
  await using entrance = await program.startTunnel(link, target.port);
  const origin = `http://127.0.0.1:${entrance.port}`;
  await assertTransfers(TRANSFER_BYTES, { origin, proxyFlags: [] });

  await using echo = new UdpEcho();
  await using packetEntrance: ListeningProcess = await takingUdp(
    program.startTunnel(link, echo.port),
  );
  await using path = new UdpClient(packetEntrance.port);
  await assertEchoes(path, payloadsOf(DATAGRAMS));
}
