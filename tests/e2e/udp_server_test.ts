// What `umbra server -u` does for those who may use it (issue 5): where packets may go, where answers may come from, how
// long a socket stays and how many there are.

import { assertEquals } from "@std/assert";
import type { CipherName } from "../../src/crypto/method_table.ts";
import type { HostPort } from "../../src/net/address.ts";
import { within } from "../support/deadline.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { answerBytes, newPacketLink, sealedFor } from "../support/sealed_packets.ts";
import { linkFlags, startLocal, startServer } from "../support/shadowsocks_process.ts";
import { Socks5UdpClient } from "../support/socks5_udp_client.ts";
import { UdpAnswerer } from "../support/udp_answerer.ts";
import { UdpClient } from "../support/udp_client.ts";
import { UdpEcho } from "../support/udp_echo.ts";
import { udpSockets, untilUdpSockets } from "../support/udp_ports.ts";
import { startUmbra } from "../support/umbra_process.ts";

const METHOD: CipherName = "aes-256-gcm";
const HI = new TextEncoder().encode("hi");
/** Longer than any idle limit here. */
const CLOSING_MS = 10_000;
/** Only what goes to port 53 is taken for DNS. */
const NAME_SERVER: HostPort = { host: "127.83.0.1", port: 53 };

Deno.test("packets for private targets go nowhere, others of the same client do", async () => {
  await using refused = new UdpEcho();
  await using allowed = new UdpAnswerer({ host: "127.0.0.2", answer: (bytes) => bytes });
  const key = newPacketLink(METHOD);
  const flags = ["-u", "--allow-private=127.0.0.2/32"];
  await using server = await startUmbra(["server", ...linkFlags(key), ...flags]);
  await using client = new UdpClient(server.port);
  for (const host of ["127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "localhost"]) {
    await client.send(sealedFor(key, { host, port: refused.port }, HI));
  }
  const packet = sealedFor(key, { host: "127.0.0.2", port: allowed.port }, HI);
  assertEquals((await client.exchange(packet)).length, answerBytes(key, HI.length));
  assertEquals([client.heard, refused.datagrams], [1, 0]);
});

Deno.test("an answer from another host or port reaches the client with its true source", async () => {
  const key = newPacketLink(METHOD);
  using target = listenAt("127.0.0.1");
  using others = new DisposableStack();
  await using _server = await startServer("umbra", key, "-u");
  await using local = await startLocal("umbra", key, "-u");
  using client = await Socks5UdpClient.open(local.port);
  await client.send(addressOf(target), HI);
  const [, from] = await within(CLOSING_MS, "A datagram", target.receive(new Uint8Array(100)));
  for (const host of ["127.0.0.1", "127.0.0.3"]) {
    const other = others.use(listenAt(host));
    await other.send(HI, from);
    assertEquals(await client.receive(), { source: addressOf(other), payload: HI });
  }
});

Deno.test("an answer too long to be sealed, or a target that is not there, ends nothing", async () => {
  const key = newPacketLink(METHOD);
  await using target = new UdpAnswerer({
    answer: (bytes) => bytes[0] === 0 ? new Uint8Array(65_507) : bytes,
  });
  const gone = addressOf(closed(listenAt("127.0.0.1")));
  await using server = await startServer("umbra", key, "-u");
  await using client = new UdpClient(server.port);
  const there = { host: "127.0.0.1", port: target.port };
  for (let i = 0; i < 20; i++) {
    await client.send(sealedFor(key, there, Uint8Array.of(0)));
    await client.send(sealedFor(key, gone, HI));
    await client.exchange(sealedFor(key, there, HI));
  }
  assertEquals([client.heard, target.questions], [20, 40]);
  assertEquals(await udpSockets(server.process.pid), 2);
});

Deno.test("10,000 clients of a server for 100: the newest are served, sockets are bounded", async () => {
  const key = newPacketLink(METHOD);
  await using echo = new UdpEcho();
  const flags = ["-u", "-q", "--udp-max-associations", "100"];
  await using server = await startServer("umbra", key, ...flags);
  const packet = () => sealedFor(key, { host: "127.0.0.1", port: echo.port }, HI);
  for (let i = 0; i < 9900; i += 25) {
    await using crowd = new AsyncDisposableStack();
    const clients = clientsOf(server, { count: 25, firstHost: i, crowd });
    for (const client of clients) await client.send(packet());
    await within(CLOSING_MS, "The crowd at the target", echo.untilDatagrams(i + 25));
  }
  await using crowd = new AsyncDisposableStack();
  const newest = clientsOf(server, { count: 100, firstHost: 0, crowd });
  for (const client of newest) await client.exchange(packet());
  assertEquals(await udpSockets(server.process.pid), 101);
  const { senders } = echo;
  for (const client of newest) await client.exchange(packet());
  // By the sockets that they had.
  assertEquals(echo.senders, senders);
});

Deno.test("a socket is closed when it has rested for --udp-timeout, the next packet opens one", async () => {
  const key = newPacketLink(METHOD);
  await using echo = new UdpEcho();
  await using server = await startServer("umbra", key, "-u", "--udp-timeout", "1");
  await using client = new UdpClient(server.port);
  const packet = () => sealedFor(key, { host: "127.0.0.1", port: echo.port }, HI);
  await client.exchange(packet());
  await client.exchange(packet());
  await server.process.untilOutput(/ idle after /);
  await untilOnlyItsOwn(server);
  await client.exchange(packet());
  assertEquals(echo.senders, 2);
});

Deno.test("the socket of a single DNS query is closed by its answer, that of two is not", async () => {
  const key = newPacketLink(METHOD);
  await using _nameServer = new UdpAnswerer({ ...NAME_SERVER, answer: (bytes) => bytes });
  await using server = await startServer("umbra", key, "-u");
  await using client = new UdpClient(server.port);
  const query = () => sealedFor(key, NAME_SERVER, HI);
  await client.exchange(query());
  await server.process.untilOutput(/ answered after /);
  await untilOnlyItsOwn(server);
  await client.send(query());
  await client.send(query());
  await client.receive();
  await client.receive();
  assertEquals(await udpSockets(server.process.pid), 2);
});

/** The one that clients send to. */
async function untilOnlyItsOwn({ process }: ListeningProcess): Promise<void> {
  await within(CLOSING_MS, "The end of its other sockets", untilUdpSockets(process.pid, 1));
}

/** From many hosts, since one may not take all the places. */
function clientsOf(
  { port }: ListeningProcess,
  { count, firstHost, crowd }: {
    readonly count: number;
    readonly firstHost: number;
    readonly crowd: AsyncDisposableStack;
  },
): UdpClient[] {
  return Array.from({ length: count }, (_, i) => {
    const host = firstHost + i;
    return crowd.use(new UdpClient(port, { host: `127.1.${host % 10}.${host % 100 + 1}` }));
  });
}

function listenAt(host: string): Deno.DatagramConn & Disposable {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: host, port: 0 });
  return Object.assign(socket, { [Symbol.dispose]: () => socket.close() });
}

function closed(socket: Deno.DatagramConn): Deno.DatagramConn {
  socket.close();
  return socket;
}

function addressOf(socket: Deno.DatagramConn): HostPort {
  const { hostname, port } = socket.addr as Deno.NetAddr;
  return { host: hostname, port };
}
