// SOCKS5 UDP ASSOCIATE of one program through a server of another, every method that both know.

import { assertEquals } from "@std/assert";
import type { HostPort } from "../../src/net/address.ts";
import { PeerContestant } from "../bench/peer_contestant.ts";
import { PEERS } from "../bench/peer_table.ts";
import { freePorts } from "../support/listening_ports.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { startPeer } from "../support/peer_process.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import {
  type Link,
  linkFlags,
  listenFlags,
  newLink,
  startLocal,
} from "../support/shadowsocks_process.ts";
import { Socks5UdpClient } from "../support/socks5_udp_client.ts";
import type { PayloadPath } from "../support/udp_client.ts";
import { payloadsOf, UdpEcho } from "../support/udp_echo.ts";
import { assertEchoes } from "../support/udp_echoes.ts";
import { type ServerProgram, takingUdp, UMBRA } from "../support/udp_route.ts";

const DATAGRAMS = 1000;
const AEAD_2017 = ["aes-128-gcm", "aes-256-gcm", "chacha20-ietf-poly1305"];

interface Local {
  readonly name: string;
  readonly programs: readonly string[];
  readonly methods: readonly string[];
  /** The program's arguments for a local at `port`. */
  readonly args: (link: Link, port: number) => readonly string[];
}

const LOCALS: readonly Local[] = [
  {
    name: "ss-libev",
    programs: ["ss-local"],
    methods: [...AEAD_2017, "aes-192-gcm", "xchacha20-ietf-poly1305"],
    args: (link, port) => [...linkFlags(link), ...listenFlags(port), "-u"],
  },
  {
    name: "ss-rust",
    programs: ["sslocal"],
    methods: AEAD_2017,
    args: ({ method, password, serverPort }, port) => [
      ...["-b", `127.0.0.1:${port}`, "-s", `127.0.0.1:${serverPort}`],
      ...["-m", method, "-k", password, "-U"],
    ],
  },
  {
    name: "go-ss2",
    programs: ["go-shadowsocks2"],
    methods: AEAD_2017,
    args: ({ method, password, serverPort }, port) => [
      ...["-c", `127.0.0.1:${serverPort}`, "-cipher", method, "-password", password],
      ...["-socks", `127.0.0.1:${port}`, "-u"],
    ],
  },
];

for (const peer of PEERS) {
  const ignore = await skipWithoutPeer(peer);
  for (const method of peer.methods) {
    Deno.test(
      { name: `UDP: umbra local to ${peer.name} server with ${method}`, ignore },
      () =>
        assertAssociates({
          method,
          server: new PeerContestant(peer, ""),
          startLocal: (link) => startLocal("umbra", link, "-u"),
        }),
    );
  }
}

for (const { name, programs, methods, args } of LOCALS) {
  const ignore = await skipWithoutPeer({ name, programs });
  for (const method of methods) {
    Deno.test(
      { name: `UDP: ${name} local to umbra server with ${method}`, ignore },
      () =>
        assertAssociates({
          method,
          server: UMBRA,
          startLocal: (link) => {
            const port = freePorts(1)[0]!;
            return startPeer(programs[0]!, { args: args(link, port), port });
          },
        }),
    );
  }
}

interface Ends {
  readonly method: string;
  readonly server: ServerProgram;
  readonly startLocal: (link: Link) => Promise<ListeningProcess>;
}

async function assertAssociates({ method, server, startLocal }: Ends): Promise<void> {
  await using echo = new UdpEcho();
  const link = newLink(method);
  await using _server = await takingUdp(server.startServer(link));
  await using local = await startLocal(link);
  using client = await Socks5UdpClient.open(local.port);
  await assertEchoes(
    pathThrough(client, { host: "127.0.0.1", port: echo.port }),
    payloadsOf(DATAGRAMS),
  );
}

function pathThrough(client: Socks5UdpClient, target: HostPort): PayloadPath {
  return {
    send: (payload) => client.send(target, payload),
    receive: async () => {
      const { source, payload } = await client.receive();
      assertEquals(source, target);
      return payload;
    },
  };
}
