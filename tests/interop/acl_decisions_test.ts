// Two hundred targets decided by our ACL, and by the clients of both families with the same file: whoever is sent through
// the server is seen there. Both have to say the same of every one.

import { assert, assertEquals } from "@std/assert";
import { Acl } from "../../src/acl/acl.ts";
import { type AclDialect, parseAcl } from "../../src/acl/parse_acl.ts";
import { encodeGreeting, encodeSocks5Request, SOCKS5_COMMAND } from "../../src/codec/socks5.ts";
import { type AclCase, aclCases, aclText } from "../support/acl_cases.ts";
import { freePorts } from "../support/listening_ports.ts";
import { skipWithoutPeer } from "../support/optional_peers.ts";
import { skipWithout } from "../support/outside_programs.ts";
import { startPeer } from "../support/peer_process.ts";
import type { ListeningProcess } from "../support/running_process.ts";
import { TemporaryFile } from "../support/temporary_file.ts";
import { chunksOf, writeAll } from "../support/test_conn.ts";

interface Client {
  readonly name: string;
  readonly dialect: AclDialect;
  readonly ignore: boolean;
  readonly start: (serverPort: number, aclPath: string) => Promise<ListeningProcess>;
}

const CLIENTS: readonly Client[] = [
  {
    name: "ss-local",
    dialect: "libev",
    ignore: await skipWithout("ss-local"),
    start: (serverPort, aclPath) => {
      const [port] = freePorts(1);
      const server = ["-s", "127.0.0.1", "-p", `${serverPort}`, "-m", "aes-128-gcm", "-k", "x"];
      const args = [...server, "-b", "127.0.0.1", "-l", `${port}`, "--acl", aclPath];
      return startPeer("ss-local", { args, port: port! });
    },
  },
  {
    name: "sslocal",
    dialect: "rust",
    ignore: await skipWithoutPeer({ name: "ss-rust", programs: ["sslocal"] }),
    start: (serverPort, aclPath) => {
      const [port] = freePorts(1);
      const server = ["-s", `127.0.0.1:${serverPort}`, "-m", "aes-128-gcm", "-k", "x"];
      const args = [...server, "-b", `127.0.0.1:${port}`, "--acl", aclPath];
      // Its own resolver would ask the name servers of the system.
      const program = ["SS_SYSTEM_DNS_RESOLVER_FORCE_BUILTIN=1", "sslocal"];
      return startPeer("env", { args: [...program, ...args], port: port! });
    },
  },
];

for (const { name, dialect, ignore, start } of CLIENTS) {
  for (const mode of ["proxy_all", "bypass_all"] as const) {
    Deno.test(
      { name: `Acl decides 200 targets as ${name} does with ${mode}`, ignore },
      async () => {
        const text = aclText(mode, dialect);
        const { rules, problems } = parseAcl(text, dialect);
        assertEquals(problems, []);
        const acl = new Acl(rules);
        await using file = await TemporaryFile.holding(new TextEncoder().encode(text));
        await using server = new CountingServer();
        await using client = await start(server.port, file.path);
        // Nobody listens there, so what goes past the server ends at once.
        const [closedPort] = freePorts(1);
        const differing: string[] = [];
        const ways = new Set<string>();
        for (const target of aclCases()) {
          const before = server.connections;
          await ask(client.port, target.host, closedPort!);
          const theirs = server.connections > before ? "proxy" : "bypass";
          const ours = decide(acl, target);
          ways.add(`${theirs}, ${acl.targets.decideName(target.host) ?? "by address"}`);
          if (ours !== theirs) differing.push(`${target.host}: ${ours}, not ${theirs}`);
        }
        assertEquals(differing, []);
        // The cases are worth something.
        assert(ways.size >= 4, [...ways].join("; "));
      },
    );
  }
}

function decide(acl: Acl, { host, address }: AclCase): string {
  return acl.targets.decideName(host) ?? acl.targets.decideResolved([address]);
}

/** Asks a SOCKS5 proxy for a target and has something to say to it; resolves when the proxy has hung up. */
async function ask(proxyPort: number, host: string, port: number): Promise<void> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: proxyPort });
  const request = encodeSocks5Request({ command: SOCKS5_COMMAND.connect, target: { host, port } });
  try {
    await writeAll(conn, encodeGreeting([0]));
    await conn.read(new Uint8Array(2));
    await writeAll(conn, request);
    await conn.read(new Uint8Array(1));
    await writeAll(conn, new TextEncoder().encode("hello"));
    for await (const _ of chunksOf(conn));
  } catch (error) {
    if (
      !(error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe)
    ) {
      throw error;
    }
  }
}

/** Counts who comes, and hangs up. */
class CountingServer implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #served = this.#serve();
  connections = 0;

  get port(): number {
    return this.#listener.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#served;
  }

  async #serve(): Promise<void> {
    for await (const conn of this.#listener) {
      this.connections++;
      conn.close();
    }
  }
}
