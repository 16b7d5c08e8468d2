// Packets through SOCKS5 proxies, and through a Shadowsocks server behind one.

import { assertEquals, assertRejects } from "@std/assert";
import { CipherSuite } from "../../src/crypto/cipher_suite.ts";
import type { HostPort } from "../../src/net/address.ts";
import type { PacketConn, PacketDialer } from "../../src/net/packet_conn.ts";
import { ShadowsocksPacketDialer } from "../../src/outbound/shadowsocks_packet_dialer.ts";
import { Socks5PacketDialer } from "../../src/outbound/socks5_packet_dialer.ts";
import { ClientPackets2017 } from "../../src/shadowsocks/packets_2017.ts";
import { NODE } from "../support/cipher_suites.ts";
import { within } from "../support/deadline.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { OutboundGround } from "../support/outbound_ground.ts";
import { sealing2017 } from "../support/packet_parts.ts";
import { type RunningProxy, startDanted, VISITOR } from "../support/proxy_programs.ts";
import { type Link, newLink, startLocal, startServer } from "../support/shadowsocks_process.ts";
import type { PayloadPath } from "../support/udp_client.ts";
import { payloadsOf, UdpEcho } from "../support/udp_echo.ts";
import { assertEchoes } from "../support/udp_echoes.ts";
import { takingUdp } from "../support/udp_route.ts";

const DATAGRAMS = 300;
const ANSWER_MS = 5000;
const METHOD = "chacha20-ietf-poly1305";
const ignoreDante = await skipWithoutPeer({ name: "dante", programs: ["danted"] });
const ignoreNesting = ignoreDante ||
  await skipWithoutPeer({ name: "ss-libev", programs: ["ss-server"] });

Deno.test({ name: "packets through dante by SOCKS5", ignore: ignoreDante }, async () => {
  using ground = new OutboundGround();
  await using proxy = await startDanted("none");
  await assertCarries(throughSocks5(ground, proxy));
});

Deno.test("packets through umbra local by SOCKS5 with a password", async () => {
  using ground = new OutboundGround();
  const link = newLink(METHOD);
  await using _server = await takingUdp(startServer("umbra", link, "-u"));
  const flags = ["-u", "--auth", `${VISITOR.name}:${VISITOR.password}`];
  await using proxy = await startLocal("umbra", link, ...flags);
  await assertCarries(throughSocks5(ground, proxy));
});

Deno.test({
  name: "packets through a Shadowsocks server behind dante",
  ignore: ignoreNesting,
}, async () => {
  using ground = new OutboundGround();
  // The password of sealing2017().
  const link: Link = { ...newLink(METHOD), password: "foobar" };
  await using _server = await takingUdp(startServer("libev", link, "-u"));
  await using proxy = await startDanted("none");
  const dialer = new ShadowsocksPacketDialer({
    server: { host: "localhost", port: link.serverPort },
    resolver: undefined,
    transport: throughSocks5(ground, proxy),
    startSession: () => new ClientPackets2017(sealing2017(new CipherSuite(METHOD, NODE))),
  });
  await assertCarries(dialer);
});

Deno.test({
  name: "packets through dante end with dante",
  ignore: ignoreDante,
}, async () => {
  using ground = new OutboundGround();
  const proxy = await startDanted("none");
  const conn = await open(throughSocks5(ground, proxy));
  const received = conn.receive();
  received.catch(() => {});
  await proxy[Symbol.asyncDispose]();
  await assertRejects(() => within(ANSWER_MS, "The end of the association", received));
});

function throughSocks5(ground: OutboundGround, proxy: Pick<RunningProxy, "port">): PacketDialer {
  return new Socks5PacketDialer({
    ...ground.partsFor(proxy),
    credentials: VISITOR,
    openSocket: ground.openSocket,
  });
}

function open(dialer: PacketDialer): Promise<PacketConn> {
  return dialer.open({ client: "127.0.0.1", dropped: () => {} });
}

async function assertCarries(dialer: PacketDialer): Promise<void> {
  await using echo = new UdpEcho();
  const conn = await open(dialer);
  try {
    const target = { host: "127.0.0.1", port: echo.port };
    await assertEchoes(pathThrough(conn, target), payloadsOf(DATAGRAMS));
  } finally {
    conn.close();
  }
}

function pathThrough(conn: PacketConn, target: HostPort): PayloadPath {
  return {
    send: async (payload) => assertEquals(await conn.send({ peer: target, payload }), undefined),
    receive: async () => {
      const { peer, payload } = await within(ANSWER_MS, "A packet", conn.receive());
      assertEquals(peer, target);
      return payload.slice();
    },
  };
}
