// Servers die and come back in the middle of a thousand downloads: no download fails but those whose request had already
// gone to a server that was killed, and none at all when servers are stopped by SIGTERM (issue 7).

import { assertEquals, assertLessOrEqual } from "@std/assert";
import { downloadAll, type FailedDownload } from "../support/downloads.ts";
import { HttpTarget } from "../support/http_target.ts";
import { isInstalled, skipWithout } from "../support/outside_programs.ts";
import { RevivableServer } from "../support/revivable_server.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import type { Family } from "../support/shadowsocks_process.ts";
import { startUmbra } from "../support/umbra_process.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { freePorts } from "../support/listening_ports.ts";

const METHOD = "chacha20-ietf-poly1305";
const DOWNLOADS = 1000;
const AT_ONCE = 12;
/** Of downloads: after so many another server is stopped, and that of before revived. */
const BETWEEN_STOPS = 100;
const SMALL = [1, 100, 1_000, 10_000, 65_536, 100_000];
const LARGE = 20_000_000;
const LARGE_ONES = 10;

const ignore = await skipWithout("curl");
const hasLibev = await isInstalled("ss-server");

Deno.test(
  { name: "SIGKILL of servers fails only downloads that they have begun", ignore },
  async () => {
    const families: readonly Family[] = hasLibev ? ["umbra", "libev", "umbra"] : ["umbra", "umbra"];
    const { failed, stops, requestsGone } = await play(families, "SIGKILL");
    const begun = failed.filter(({ port }) => requestsGone.has(port));
    console.log(`${stops} servers killed: ${begun.length} of ${DOWNLOADS} downloads cut off`);
    assertEquals(failed.filter((failure) => !begun.includes(failure)), []);
    assertEquals(failed.filter(({ code }) => code === 0), [], "downloads with wrong bytes");
    assertLessOrEqual(begun.length, stops * AT_ONCE);
  },
);

Deno.test({ name: "SIGTERM of servers fails no download", ignore }, async () => {
  const { failed } = await play(["umbra", "umbra"], "SIGTERM");
  assertEquals(failed, []);
});

interface Play {
  readonly failed: readonly FailedDownload[];
  readonly stops: number;
  /** The ports of the clients of which some payload has gone to a server. */
  readonly requestsGone: ReadonlySet<number>;
}

async function play(families: readonly Family[], signal: "SIGTERM" | "SIGKILL"): Promise<Play> {
  await using stack = new AsyncDisposableStack();
  const target = stack.use(new HttpTarget());
  const servers = await Promise.all(
    families.map((family) => RevivableServer.start(family, METHOD)),
  );
  for (const server of servers) stack.use(server);
  const local = stack.use(await startLocalWith(servers, stack));
  const reaper = new Reaper(servers, signal);
  const failed = await downloadAll({
    ...{ sizes: sizes(), atOnce: AT_ONCE, origin: target.origin },
    flags: ["--socks5-hostname", `127.0.0.1:${local.port}`],
    progress: (done) => {
      if (done % BETWEEN_STOPS === 0 && done < DOWNLOADS) reaper.goOn();
    },
  });
  await reaper.over();
  local.process.signal("SIGTERM");
  await local.process.ended();
  return { failed, stops: reaper.stops, requestsGone: requestsGone(local.process.output) };
}

/** Small ones in turn, with large ones spread among them. */
function sizes(): number[] {
  const everySo = DOWNLOADS / LARGE_ONES;
  return Array.from(
    { length: DOWNLOADS },
    (_, i) => i % everySo === 3 ? LARGE : SMALL[i % SMALL.length]!,
  );
}

/** Stops one server after the other, each when the one before is back. */
class Reaper {
  stops = 0;
  readonly #servers: readonly RevivableServer[];
  readonly #signal: "SIGTERM" | "SIGKILL";
  #turn = Promise.resolve();

  constructor(servers: readonly RevivableServer[], signal: "SIGTERM" | "SIGKILL") {
    this.#servers = servers;
    this.#signal = signal;
  }

  goOn(): void {
    this.#turn = this.#turn.then(() => this.#stopNext());
  }

  over(): Promise<void> {
    return this.#turn;
  }

  async #stopNext(): Promise<void> {
    const server = this.#servers[this.stops++ % this.#servers.length]!;
    await server.stop(this.#signal);
    await server.revive();
  }
}

async function startLocalWith(
  servers: readonly RevivableServer[],
  stack: AsyncDisposableStack,
): Promise<ListeningProcess> {
  const [port] = freePorts(1);
  const config = {
    servers: servers.map(({ link }) => ({
      server: "127.0.0.1",
      server_port: link.serverPort,
      method: link.method,
      password: link.password,
    })),
    local_address: "127.0.0.1",
    local_port: port,
    balance: "strict",
    // Those that come back are asked again.
    failover: { retry: 1 },
    log_format: "json",
    log_level: "info",
  };
  const bytes = new TextEncoder().encode(JSON.stringify(config));
  const file = stack.use(await TemporaryFile.holding(bytes, { suffix: ".json" }));
  return await startUmbra(["local", "-c", file.path]);
}

/** From the log: each connection has its line, with what of the client has gone up. */
function requestsGone(log: string): Set<number> {
  const lines = log.split("\n").filter((line) => line.startsWith("{"));
  const ends = lines.map((line) => JSON.parse(line)).filter(({ bytesUp }) => bytesUp > 0);
  return new Set(ends.map(({ client }) => Number(client.slice(client.lastIndexOf(":") + 1))));
}
