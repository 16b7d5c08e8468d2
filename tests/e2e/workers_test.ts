// `--workers N`: one program on several cores, which behaves as one (issue 4).

import { assert, assertEquals, assertMatch } from "@std/assert";
import { encodeAddress } from "../../src/codec/address_header.ts";
import { within } from "../support/deadline.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { openingFor } from "../support/opening_for.ts";
import { freePorts, untilNotListening } from "../support/listening_ports.ts";
import { sendTogether } from "../support/probe.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import {
  type Link,
  linkFlags,
  listenFlags,
  newLink,
  startServer,
} from "../support/shadowsocks_process.ts";
import { runUmbra, startUmbra } from "../support/umbra_process.ts";
import { UnwantedTarget } from "../support/unwanted_target.ts";

// Elsewhere more than one is refused.
const ignore = Deno.build.os !== "linux";

const METHOD = "chacha20-ietf-poly1305";
/** The one that `openingFor()` knows. */
const PASSWORD = "foobar";
const AT_ONCE_MS = 3000;
const CLIENTS = 16;

Deno.test({ name: "of 64 identical openings on four workers one is served", ignore }, async () => {
  await using target = new UnwantedTarget();
  const link = { ...newLink(METHOD), password: PASSWORD };
  await using server = await startServer("umbra", link, "--workers", "4", "--log-format", "json");
  const opening = openingFor(METHOD, target.port);
  await sendTogether(server.port, { name: "opening", bytes: opening, finishes: true }, 64);

  await server.process.untilOutput(times(64, '"outcome":'));
  const endings = jsonLines(server.process.output).filter(({ outcome }) => outcome !== undefined);
  const replayed = endings.filter(({ outcome }) => outcome === "replayed");
  assertEquals([endings.length, replayed.length], [64, 63]);
  assertEquals(await target.countVisitors(), 1);
  const workers = new Set(endings.map(({ id }) => /^([1-4])\.\d+$/.exec(String(id))?.[1]));
  assertEquals([...workers].toSorted(), ["1", "2", "3", "4"], "served by all");
});

Deno.test({ name: "ids of connections are unique in a log of many workers", ignore }, async () => {
  await using target = new EchoTarget();
  await using pair = await Pair.start(target.port);
  await pair.connect(CLIENTS);
  const entered = pair.server.process.output.matchAll(/connection (\S+) enters STREAM/g);
  const ids = [...entered].map(([, id]) => id);
  assertEquals([ids.length, new Set(ids).size], [CLIENTS, CLIENTS]);
});

Deno.test({ name: "workers have names resolved in the main isolate", ignore }, async () => {
  await using target = new EchoTarget();
  const link = { ...newLink("none"), method: "none" };
  await using server = await startServer("umbra", link, "--insecure", "--workers", "2");
  using client = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await client.write(encodeAddress({ host: "localhost", port: target.port }));
  assert(await within(AT_ONCE_MS, "An echo", echoes(client)));
});

Deno.test({ name: "SIGTERM drains every worker", ignore }, async () => {
  await using target = new EchoTarget();
  await using pair = await Pair.start(target.port);
  const clients = await pair.connect(CLIENTS);
  const { process, port } = pair.server;
  process.signal("SIGTERM");
  await process.untilOutput(new RegExp(`draining ${CLIENTS} connections`));
  await within(AT_ONCE_MS, "The end of listening", untilNotListening(port));
  for (const client of clients) assert(await echoes(client));
  for (const client of clients) await client.closeWrite();
  const { code } = await within(AT_ONCE_MS, "The end of the last connection", process.ended());
  assertEquals(code, 0, process.output);
  assertEquals(/cut off/.test(process.output), false);
});

Deno.test(
  { name: "a second SIGTERM ends every worker now, and says what it cut off", ignore },
  async () => {
    await using target = new EchoTarget();
    await using pair = await Pair.start(target.port);
    await pair.connect(CLIENTS);
    const { process } = pair.server;
    process.signal("SIGTERM");
    await process.untilOutput(/draining/);
    process.signal("SIGTERM");
    const { code } = await within(AT_ONCE_MS, "The end of the server", process.ended());
    assertEquals(code, 130, process.output);
    assertMatch(process.output, new RegExp(`^${CLIENTS} connections cut off$`, "m"));
    const stopped = process.output.match(/ INFO .* stopped in STREAM /g) ?? [];
    assertEquals(stopped.length, CLIENTS, "the log has each of them");
    await within(AT_ONCE_MS, "The end of the target's connections", target.untilConnections(0));
  },
);

Deno.test(
  { name: "workers do not share their port with another program unasked", ignore },
  async () => {
    const link = newLink(METHOD);
    await using _first = await startServer("umbra", link, "--workers", "2");
    await using second = runUmbra(["server", ...linkFlags(link), "--workers", "2"]);
    assertEquals((await second.ended()).code, 1);
    assertMatch(second.output, /^error: cannot listen on 127\.0\.0\.1:\d+: the port is in use$/m);
    assertMatch(second.output, /^hint: /m);
  },
);

Deno.test(
  { name: "with --reuse-port two programs of many workers share a port", ignore },
  async () => {
    const link = newLink(METHOD);
    const flags = ["--workers", "2", "--reuse-port"];
    await using first = await startServer("umbra", link, ...flags);
    await using second = await startServer("umbra", link, ...flags);
    assertEquals(first.port, second.port);
  },
);

Deno.test(
  { name: "--workers asks for no more workers than connections are allowed", ignore },
  async () => {
    await using server = await startServer(
      "umbra",
      newLink(METHOD),
      "--workers=4",
      "--max-connections=3",
    );
    await server.process.untilOutput(/, 3 workers$/m);
  },
);

Deno.test(
  { name: "a worker fails to start with its reason, and the program with it", ignore },
  async () => {
    const words = ["server", ...linkFlags(newLink("aes-192-gcm")), "--crypto=node", "--workers=2"];
    await using process = runUmbra(words);
    assertEquals((await process.ended()).code, 1);
    assertEquals(process.output.match(/^error: .*$/mg), [
      "error: the node engine cannot do aes-192-gcm here",
    ]);
    assertMatch(process.output, /^hint: leave out --crypto/m);
  },
);

/** A server and a tunnel, each of several workers. */
class Pair implements AsyncDisposable {
  readonly server: ListeningProcess;
  readonly #tunnel: ListeningProcess;
  readonly #clients: Deno.TcpConn[] = [];

  private constructor(server: ListeningProcess, tunnel: ListeningProcess) {
    this.server = server;
    this.#tunnel = tunnel;
  }

  static async start(targetPort: number): Promise<Pair> {
    const link = newLink(METHOD);
    const server = await startServer("umbra", link, "--workers", "3", "-v");
    try {
      return new Pair(server, await startTeamTunnel(link, targetPort));
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** So many connections, each echoed once. */
  async connect(count: number): Promise<readonly Deno.TcpConn[]> {
    for (let i = 0; i < count; i++) {
      const client = await Deno.connect({ hostname: "127.0.0.1", port: this.#tunnel.port });
      this.#clients.push(client);
      assert(await echoes(client));
    }
    await this.server.process.untilOutput(times(count, "enters STREAM"));
    return this.#clients;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#tunnel[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

function startTeamTunnel(link: Link, targetPort: number): Promise<ListeningProcess> {
  const [port] = freePorts(1);
  const flags = [...linkFlags(link), ...listenFlags(port!), "--workers", "2"];
  return startUmbra(["tunnel", ...flags, "-L", `127.0.0.1:${targetPort}`]);
}

async function echoes(conn: Deno.Conn): Promise<boolean> {
  await conn.write(Uint8Array.of(42));
  return await conn.read(new Uint8Array(1)) === 1;
}

/** Matches once the output has the text so often; in one pass, whatever lies between. */
function times(count: number, text: string): RegExp {
  return new RegExp(`(?:(?:(?!${text})[^])*${text}){${count}}`);
}

function jsonLines(output: string): Readonly<Record<string, unknown>>[] {
  return output.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
}
