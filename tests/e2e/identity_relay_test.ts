// A relay of SIP023 (issue 6): umbra tunnel -> umbra server that passes on -> umbra server with users, TCP and UDP; and
// what strangers get from the relay.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { startConfigured } from "../support/configured_server.ts";
import { assertEchoes } from "../support/bystander.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import { sendProbes } from "../support/probe.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { type Link, newLink, startTunnel } from "../support/shadowsocks_process.ts";
import { testBytes } from "../support/test_bytes.ts";
import { UdpClient } from "../support/udp_client.ts";
import { payloadsOf, UdpEcho } from "../support/udp_echo.ts";
import { assertEchoes as assertEchoesPackets } from "../support/udp_echoes.ts";
import { takingUdp } from "../support/udp_route.ts";

const METHODS = ["2022-blake3-aes-128-gcm", "2022-blake3-aes-256-gcm"] as const;
const DATAGRAMS = 200;
const UPLOAD = testBytes(300_000);

for (const method of METHODS) {
  Deno.test(`umbra tunnels reach a server's users through a relay with ${method}`, async () => {
    await using chain = await Chain.start(method);
    await using target = new EchoTarget();
    await using echo = new UdpEcho();
    for (const user of ["alice", "bob"]) {
      await using tunnel = await startTunnel("umbra", chain.linkOf(user), target.port);
      using conn = await Deno.connect({ hostname: "127.0.0.1", port: tunnel.port });
      for (const size of [1, 3000, UPLOAD.length]) await assertEchoes(conn, UPLOAD.slice(0, size));
      await conn.closeWrite();
      assertEquals(await conn.read(new Uint8Array(1)), null);

      const starting = startTunnel("umbra", chain.linkOf(user), echo.port, "-u");
      await using packetTunnel = await takingUdp(starting);
      await using path = new UdpClient(packetTunnel.port);
      await assertEchoesPackets(path, payloadsOf(DATAGRAMS));
    }
    await chain.stop();
    for (const user of ["alice", "bob"]) {
      assertMatch(
        chain.server.process.output,
        new RegExp(`INFO \\S+ \\(${user}\\) -> \\S+ finished`),
      );
      assertMatch(chain.server.process.output, new RegExp(`INFO udp \\S+ \\(${user}\\) -> `));
    }
    // The relay knows where it went, and neither who it was nor what.
    const exit = `127.0.0.1:${chain.server.port}`;
    assertMatch(chain.relay.process.output, new RegExp(`INFO [\\d.:]+ -> ${exit} finished`));
    assertMatch(chain.relay.process.output, new RegExp(`INFO udp [\\d.:]+ -> ${exit} `));
    assert(!/alice|bob/.test(chain.relay.process.output));
  });
}

Deno.test("a relay answers no stranger, and ends each at the deadline", async () => {
  await using chain = await Chain.start(METHODS[0], { timeoutSeconds: 1 });
  const lengths = [0, 1, 15, 16, 31, 32, 33, 100, 1400];
  const reactions = await sendProbes(
    chain.relay.port,
    lengths.map((length) => ({
      name: `${length} bytes`,
      bytes: crypto.getRandomValues(new Uint8Array(length)),
    })),
  );
  for (const { name, heard, end, afterMs } of reactions) {
    assertEquals([name, heard, end], [name, 0, "FIN"]);
    assert(afterMs >= 1000, `${name} ended after ${afterMs} ms`);
  }
  await using client = new UdpClient(chain.relay.port);
  for (const length of lengths) await client.send(crypto.getRandomValues(new Uint8Array(length)));
  await chain.stop();
  assertEquals(client.heard, 0);
  assert(!/ after [\d.]+ s/.test(chain.server.process.output), "the server was reached");
});

/** A relay, and behind it a server with users. */
class Chain implements AsyncDisposable {
  readonly server: ListeningProcess;
  readonly relay: ListeningProcess;
  readonly #relayed: Link;
  readonly #keys: Readonly<Record<string, string>>;

  private constructor(
    ends: { readonly server: ListeningProcess; readonly relay: ListeningProcess },
    relayed: Link,
    keys: Readonly<Record<string, string>>,
  ) {
    this.server = ends.server;
    this.relay = ends.relay;
    this.#relayed = relayed;
    this.#keys = keys;
  }

  static async start(method: string, { timeoutSeconds = 10 } = {}): Promise<Chain> {
    const [first, exit, alice, bob, other] = Array.from({ length: 5 }, () => newLink(method));
    const keys = { alice: alice!.password, bob: bob!.password };
    const users = Object.entries(keys).map(([name, password]) => ({ name, password }));
    const common = { method, server: "127.0.0.1", mode: "tcp_and_udp", timeout: timeoutSeconds };
    await using stack = new AsyncDisposableStack();
    const server = stack.use(
      await takingUdp(startConfigured({
        ...{ ...common, server_port: exit!.serverPort, password: exit!.password },
        ...{ users, allow_private: true },
      })),
    );
    const elsewhere = { name: "elsewhere", server: "127.0.0.1", server_port: freePorts(1)[0] };
    const relay = stack.use(
      await takingUdp(startConfigured({
        ...{ ...common, server_port: first!.serverPort, password: first!.password },
        destinations: [
          { ...elsewhere, password: other!.password },
          { ...elsewhere, name: "exit", server_port: server.port, password: exit!.password },
        ],
      })),
    );
    const password = `${first!.password}:${exit!.password}`;
    stack.move();
    return new Chain({ server, relay }, { ...first!, password }, keys);
  }

  linkOf(user: string): Link {
    return { ...this.#relayed, password: `${this.#relayed.password}:${this.#keys[user]}` };
  }

  /** Both have said everything. */
  async stop(): Promise<void> {
    for (const { process } of [this.relay, this.server]) {
      process.signal("SIGTERM");
      await process.ended();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.relay[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}
