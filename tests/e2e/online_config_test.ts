// A local whose servers come from a list on the network (SIP008): fetched, kept, fetched through itself.

import { assertEquals, assertMatch } from "@std/assert";
import { curl } from "../support/curl.ts";
import { HttpTarget } from "../support/http_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import { runCli, startCli } from "../support/run_cli.ts";
import { startUmbra } from "../support/umbra_process.ts";

const PASSWORD = "planted-Secret-7781";
const METHOD = "aes-256-gcm";

Deno.test("umbra local uses the servers of an online list, and the kept copy where it cannot be fetched", async () => {
  await using server = await startServer();
  await using target = new HttpTarget();
  const folder = await Deno.makeTempDir();
  try {
    const list = new ListServer(server.port);
    const args = ["--online-config-url", list.url, "--state-dir", folder];
    assertEquals(await bytesThroughLocal(args, target), 1000);
    await list[Symbol.asyncDispose]();
    assertEquals(await bytesThroughLocal(args, target), 1000);
    const [{ name }] = Array.from(Deno.readDirSync(folder)) as [Deno.DirEntry];
    assertMatch(name, /^online-[0-9a-f]{16}\.json$/);
    assertEquals((await Deno.stat(`${folder}/${name}`)).mode! & 0o777, 0o600);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("umbra local does not start where the list can neither be fetched nor was kept", async () => {
  const [port] = freePorts(1);
  const url = `http://127.0.0.1:${port}/token-of-mine`;
  const { code, stdout, stderr } = await runCli(["local", "--online-config-url", url], {
    env: { XDG_STATE_HOME: "/dev/null" },
  });
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, /^error: the online configuration cannot be fetched from 127\.0\.0\.1:/m);
  assertEquals(stderr.includes("token-of-mine"), false);
});

Deno.test("umbra local fetches the list through itself where it is asked to, and keeps it", async () => {
  await using server = await startServer();
  await using list = new ListServer(server.port);
  const config = {
    servers: [entry(server.port)],
    local_port: freePorts(1)[0],
    users: ["me:a-users-password"],
    state_dir: "state",
    online_config: { config_url: list.url, through_proxy: true, update_interval: 1000 },
  };
  await using cli = await startCli(["local", "-c", "config.json"], {
    files: { "config.json": JSON.stringify(config) },
  });
  assertMatch(
    await cli.told(/online configuration/),
    /has changed: 1 server$/m,
  );
  assertEquals(Array.from(Deno.readDirSync(`${cli.folder}/state`)).length, 1);
  assertEquals(list.asked, 1);
});

for (const workers of [1, 2]) {
  Deno.test(`umbra local with ${workers} workers goes by a list that has changed, without a restart`, async () => {
    await using server = await startServer();
    await using target = new HttpTarget();
    const [gone, port] = freePorts(2);
    await using list = new ListServer(gone!);
    const options = ["--online-config-url", list.url, "--online-config-update-interval", "1"];
    const args = ["local", "-l", String(port), "--workers", String(workers), ...options];
    await using local = await startUmbra(args, { env: { XDG_STATE_HOME: "/dev/null" } });
    const proxy = ["--socks5-hostname", `127.0.0.1:${local.port}`];
    const fetchThrough = () => curl(...proxy, `${target.origin}/bytes/1000`);
    assertEquals((await fetchThrough()).body.length, 0);
    list.port = server.port;
    await local.process.untilOutput(/online configuration has changed: 1 server$/m);
    assertEquals((await fetchThrough()).body.length, 1000);
  });
}

Deno.test("umbra import fetches a list, and umbra local runs with what it has made of it", async () => {
  await using server = await startServer();
  await using list = new ListServer(server.port);
  await using cli = await startCli(["import", list.url, "-o", "made.json"]);
  assertEquals((await cli.finished).code, 0);
  await using target = new HttpTarget();
  assertEquals(await bytesThroughLocal(["-c", `${cli.folder}/made.json`], target), 1000);
});

Deno.test("umbra local reaches the server of a link", async () => {
  await using server = await startServer();
  await using target = new HttpTarget();
  const link = `ss://${btoa(`${METHOD}:${PASSWORD}`)}@127.0.0.1:${server.port}`;
  assertEquals(await bytesThroughLocal(["--server-url", link], target), 1000);
});

async function startServer() {
  const [port] = freePorts(1);
  const args = ["server", "-s", "127.0.0.1", "-p", String(port), "-m", METHOD, "--allow-private"];
  return await startUmbra(args, { env: { UMBRA_PASSWORD: PASSWORD } });
}

async function bytesThroughLocal(args: readonly string[], target: HttpTarget): Promise<number> {
  const [port] = freePorts(1);
  await using local = await startUmbra(["local", "-l", String(port), ...args]);
  const proxy = `127.0.0.1:${local.port}`;
  const { body } = await curl("--socks5-hostname", proxy, `${target.origin}/bytes/1000`);
  return body.length;
}

function entry(port: number): object {
  return { server: "127.0.0.1", server_port: port, method: METHOD, password: PASSWORD };
}

/** Gives a list with one server, whoever asks. */
class ListServer implements AsyncDisposable {
  asked = 0;
  /** Of the server in the list. */
  port: number;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(port: number) {
    this.port = port;
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
      this.asked++;
      const list = { version: 1, servers: [entry(this.port)] };
      return Response.json(list, { headers: { etag: `"${this.port}"` } });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/token-of-mine`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
