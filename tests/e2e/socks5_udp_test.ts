// SOCKS5 UDP ASSOCIATE through umbra local and umbra server (issue 5): what an association carries, whom it serves, and
// how long it lives.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { newLink, startLocal, startServer } from "../support/shadowsocks_process.ts";
import { Socks5UdpClient } from "../support/socks5_udp_client.ts";
import { digestOf, testBytes } from "../support/test_bytes.ts";
import { payloadsOf, UdpEcho } from "../support/udp_echo.ts";

const LONG_SIZES = [1401, 1472, 1473, 9000, 32_768, 65_000];

interface Scene {
  readonly echo: UdpEcho;
  /** Where the echo is. */
  readonly target: { readonly host: string; readonly port: number };
  readonly local: ListeningProcess;
}

/** A client that is served, and everything that it needs for that. */
async function withScene(
  run: (scene: Scene) => Promise<void>,
  ...flags: readonly string[]
): Promise<void> {
  const link = newLink("aes-256-gcm");
  await using echo = new UdpEcho();
  await using _server = await startServer("umbra", link, "-u");
  await using local = await startLocal("umbra", link, "-u", "-v", ...flags);
  await run({ echo, local, target: { host: "127.0.0.1", port: echo.port } });
}

Deno.test("an association carries datagrams of 1 to 65,000 bytes both ways", () =>
  withScene(async ({ local, target, echo }) => {
    using client = await Socks5UdpClient.open(local.port);
    const long = LONG_SIZES.map((length) => testBytes(length));
    for (const payload of [...payloadsOf(500), ...long]) {
      const { source, payload: back } = await client.exchange(target, payload);
      assertEquals(digestOf(back), digestOf(payload));
      assertEquals(source, target);
    }
    // One way out for all of them.
    assertEquals(echo.senders, 1);
  }));

Deno.test("an association takes datagrams from its own client and in one piece only", () =>
  withScene(async ({ local, target, echo }) => {
    using client = await Socks5UdpClient.open(local.port);
    const anywhere = { transport: "udp", hostname: "127.0.0.2", port: 0 } as const;
    const stranger = Deno.listenDatagram(anywhere);
    await client.send(target, Uint8Array.of(1), stranger);
    stranger.close();
    for (
      const raw of ["", "0000", "000001017f0000010035aa", "0000000300", "000000017f0000010000"]
    ) {
      await client.sendRaw(Uint8Array.fromHex(raw));
    }
    // What came before it has been looked at before it.
    assertEquals([...(await client.exchange(target, Uint8Array.of(2))).payload], [2]);
    assertEquals(echo.datagrams, 1);
  }));

Deno.test("an association answers the port that its client has sent from last", () =>
  withScene(async ({ local, target }) => {
    using client = await Socks5UdpClient.open(local.port);
    const other = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    try {
      await client.exchange(target, Uint8Array.of(1));
      await client.send(target, Uint8Array.of(2), other);
      const [answer] = await within(5000, "A datagram", other.receive(new Uint8Array(100)));
      assertEquals(answer.at(-1), 2);
      assertEquals([...(await client.exchange(target, Uint8Array.of(3))).payload], [3]);
    } finally {
      other.close();
    }
  }));

Deno.test("associations do not see each other's datagrams", () =>
  withScene(async ({ local, target, echo }) => {
    using first = await Socks5UdpClient.open(local.port);
    using second = await Socks5UdpClient.open(local.port);
    for (let i = 0; i < 100; i++) {
      await Promise.all([
        first.send(target, Uint8Array.of(1, i)),
        second.send(target, Uint8Array.of(2, i)),
      ]);
      assertEquals([...(await first.receive()).payload], [1, i]);
      assertEquals([...(await second.receive()).payload], [2, i]);
    }
    assertEquals(echo.senders, 2);
  }));

Deno.test("an association ends with its TCP connection", () =>
  withScene(async ({ local, target, echo }) => {
    using ended = await Socks5UdpClient.open(local.port);
    using other = await Socks5UdpClient.open(local.port);
    await ended.exchange(target, Uint8Array.of(1));
    ended.end();
    await local.process.untilOutput(/finished in UDP_ASSOC/);
    await ended.send(target, Uint8Array.of(2));
    await other.exchange(target, Uint8Array.of(3));
    assertEquals(echo.datagrams, 2);
  }));

Deno.test("an association outlives the idle limit of connections", () =>
  withScene(
    async ({ local, target }) => {
      await using tcpTarget = new EchoTarget();
      using client = await Socks5UdpClient.open(local.port);
      await client.exchange(target, Uint8Array.of(1));
      using resting = await connectThrough(local.port, tcpTarget.port);
      const end = resting.read(new Uint8Array(1));
      assertEquals(await within(10_000, "The end of the resting connection", end), null);
      assertEquals([...(await client.exchange(target, Uint8Array.of(2))).payload], [2]);
    },
    "--idle-timeout",
    "1",
  ));

Deno.test("a client that sends data where an association rests is ended", () =>
  withScene(async ({ local }) => {
    using client = await Socks5UdpClient.open(local.port);
    await client.say(new Uint8Array(100));
    await client.say(new Uint8Array(20 * 1024));
    await client.untilEnded();
  }));

Deno.test("one client has 64 associations at most", () =>
  withScene(async ({ local, target }) => {
    const clients: Socks5UdpClient[] = [];
    try {
      for (let i = 0; i < 64; i++) clients.push(await Socks5UdpClient.open(local.port));
      await assertRejects(() => Socks5UdpClient.open(local.port), Error, "refused with 2");
      clients.pop()![Symbol.dispose]();
      await local.process.untilOutput(/finished in UDP_ASSOC/);
      using again = await Socks5UdpClient.open(local.port);
      await again.exchange(target, Uint8Array.of(1));
    } finally {
      for (const client of clients) client[Symbol.dispose]();
    }
  }));

Deno.test("SIGTERM ends a local that has associations", () =>
  withScene(async ({ local, target }) => {
    using client = await Socks5UdpClient.open(local.port);
    await client.exchange(target, Uint8Array.of(1));
    local.process.signal("SIGTERM");
    await client.untilEnded();
    const { code } = await within(5000, "The end of the local", local.process.ended());
    assertEquals(code, 0, local.process.output);
  }));

Deno.test("--udp-associate-addr is what clients are told", () =>
  withScene(
    async ({ local }) => {
      using client = await Socks5UdpClient.open(local.port);
      assertEquals(client.relay.host, "198.51.100.7");
      assert(client.relay.port > 0);
    },
    "--udp-associate-addr",
    "198.51.100.7",
  ));

Deno.test("a local without -u refuses associations", async () => {
  await using local = await startLocal("umbra", newLink("aes-256-gcm"));
  await assertRejects(() => Socks5UdpClient.open(local.port), Error, "refused with 7");
});

/** A SOCKS5 connection to a port of loopback. */
async function connectThrough(proxyPort: number, port: number): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: proxyPort });
  await conn.write(Uint8Array.of(5, 1, 0));
  await conn.read(new Uint8Array(2));
  await conn.write(Uint8Array.of(5, 1, 0, 1, 127, 0, 0, 1, port >> 8, port & 255));
  await conn.read(new Uint8Array(10));
  return conn;
}
