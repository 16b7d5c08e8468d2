// The roles as a person starts, watches and ends them.

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { freePorts } from "../support/listening_ports.ts";
import { type RunningCli, startCli } from "../support/run_cli.ts";

const PASSWORD = "planted-Secret-7781";
const ENV = { UMBRA_PASSWORD: PASSWORD };

Deno.test("umbra server says what it listens on, and ends with 0 at SIGTERM", async () => {
  const port = freePort();
  await using cli = await startCli(serverArgs(port), { env: ENV });
  assertEquals(await cli.printed(/^listening/), `listening on 127.0.0.1:${port}`);
  assertMatch(await cli.printed(/^method/), /^method aes-256-gcm, engine [\w+]+$/);
  cli.signal("SIGTERM");
  const { code, stderr } = await cli.finished;
  assertEquals([code, stderr], [0, ""]);
  await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port }));
});

Deno.test("umbra local tries no server before it is asked to, and shows a curl line to try", async () => {
  const port = freePort();
  const args = ["local", "-s", "nohost.invalid", "-m", "aes-256-gcm", "-l", String(port)];
  await using cli = await startCli(args, { env: ENV });
  assertEquals(
    await cli.printed(/^try:/),
    `try: curl --socks5-hostname 127.0.0.1:${port} https://example.com/`,
  );
  cli.signal("SIGINT");
  assertEquals((await cli.finished).code, 0);
});

Deno.test("umbra local names no method where it needs none", async () => {
  const port = freePort();
  const args = ["local", "--upstream", "socks5://192.0.2.1:1080", "-l", String(port)];
  await using cli = await startCli(args);
  await cli.printed(/^try:/);
  cli.signal("SIGTERM");
  assertEquals((await cli.finished).stdout.split("\n").map((line) => line.split(" ")[0]), [
    "listening",
    "try:",
    "",
  ]);
});

Deno.test("umbra tunnel says where it leads", async () => {
  const port = freePort();
  const args = ["tunnel", "-s", "127.0.0.1", "-m", "aes-256-gcm", "-l", String(port)];
  await using cli = await startCli([...args, "-L", "example.com:80"], { env: ENV });
  assertEquals(
    await cli.printed(/^listening/),
    `listening on 127.0.0.1:${port} -> example.com:80`,
  );
});

Deno.test("at a signal, open connections go on until they are done", async () => {
  await using open = await openConnection([]);
  open.cli.signal("SIGTERM");
  assertEquals(
    await open.cli.told(/^draining/),
    "draining 1 connection, press Ctrl-C again to quit",
  );
  await untilRefused(open.port);
  await open.target.write(new TextEncoder().encode("still here"));
  assertEquals(await readText(open.client), "still here");
  open.client.close();
  open.target.close();
  assertEquals((await open.cli.finished).code, 0);
});

Deno.test("a second signal ends everything now", async () => {
  await using open = await openConnection([]);
  open.cli.signal("SIGINT");
  await open.cli.told(/^draining/);
  open.cli.signal("SIGINT");
  assertEquals((await open.cli.finished).code, 130);
  assertEquals(await open.client.read(new Uint8Array(1)).catch(() => null), null);
});

Deno.test("--drain bounds how long open connections go on", async () => {
  await using open = await openConnection(["--drain", "0.1"]);
  open.cli.signal("SIGTERM");
  assertEquals((await open.cli.finished).code, 0);
});

Deno.test("--pid-file holds the process id while it runs", async () => {
  await using cli = await startCli([...serverArgs(freePort()), "--pid-file", "umbra.pid"], {
    env: ENV,
  });
  await cli.printed(/^method/);
  const path = `${cli.folder}/umbra.pid`;
  assertEquals(await Deno.readTextFile(path), `${cli.pid}\n`);
  cli.signal("SIGTERM");
  await cli.finished;
  await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
});

Deno.test("whoever fails to authenticate gets a line that fail2ban can read, also in a file", async () => {
  const port = freePort();
  await using cli = await startCli([...serverArgs(port), "--log-file", "umbra.log"], { env: ENV });
  await cli.printed(/^method/);
  const client = await Deno.connect({ hostname: "127.0.0.1", port });
  const { port: clientPort } = client.localAddr as Deno.NetAddr;
  await client.write(crypto.getRandomValues(new Uint8Array(200)));
  await client.closeWrite();
  await client.read(new Uint8Array(1));
  client.close();
  cli.signal("SIGTERM");
  const { stdout, stderr } = await cli.finished;
  const log = await Deno.readTextFile(`${cli.folder}/umbra.log`);
  assertMatch(log, /^\S+ WARNING authentication failed from 127\.0\.0\.1 port \d+: \w+$/m);
  assert(log.includes(`from 127.0.0.1 port ${clientPort}: unauthenticated`));
  assertMatch(log, /^\S+ INFO 127\.0\.0\.1:\d+ unauthenticated in INIT after /m);
  assertEquals((stdout + stderr + log).includes(PASSWORD), false);
});

Deno.test("--log-format json writes one object per connection to standard error", async () => {
  await using open = await openConnection(["--log-format", "json"]);
  await open.target.write(new TextEncoder().encode("an answer"));
  await open.client.closeWrite();
  await open.target.closeWrite();
  const line = JSON.parse(await open.cli.told(/^\{.*"outcome"/));
  assertEquals([line.level, line.outcome, line.stage], ["info", "finished", "STREAM"]);
  assertEquals(line.target, `127.0.0.1:${(open.target.localAddr as Deno.NetAddr).port}`);
});

Deno.test("-v logs every stage, -q no connection at all", async () => {
  await using verbose = await openConnection(["-v"]);
  await verbose.cli.told(/ DEBUG connection 1 enters CONNECTING$/);
  await using quiet = await openConnection(["-q"]);
  quiet.client.close();
  quiet.target.close();
  quiet.cli.signal("SIGTERM");
  const { stderr } = await quiet.cli.finished;
  assertEquals(stderr.replace(/^draining.*\n/m, "").replace(/^warning:.*\n/mg, ""), "");
});

function serverArgs(port: number): readonly string[] {
  return ["server", "-s", "127.0.0.1", "-p", String(port), "-m", "aes-256-gcm"];
}

interface OpenConnection extends AsyncDisposable {
  readonly cli: RunningCli;
  readonly port: number;
  readonly client: Deno.TcpConn;
  readonly target: Deno.TcpConn;
}

/** A connection in the middle of something: client -> umbra server -> target, without encryption. */
async function openConnection(flags: readonly string[]): Promise<OpenConnection> {
  const port = freePort();
  const args = ["server", "-s", "127.0.0.1", "-p", String(port), "-m", "none", "--insecure"];
  const cli = await startCli([...args, "--allow-private", ...flags]);
  await cli.printed(/^method/);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const client = await Deno.connect({ hostname: "127.0.0.1", port });
  const targetPort = listener.addr.port;
  await client.write(Uint8Array.of(1, 127, 0, 0, 1, targetPort >> 8, targetPort & 0xFF, 0x21));
  const target = await listener.accept();
  assertEquals(await readText(target), "!");
  const close = async () => {
    for (const conn of [client, target]) closeQuietly(conn);
    await cli[Symbol.asyncDispose]();
  };
  return { cli, port, client, target, [Symbol.asyncDispose]: close };
}

async function readText(conn: Deno.TcpConn): Promise<string> {
  const bytes = new Uint8Array(64);
  const count = await conn.read(bytes);
  return new TextDecoder().decode(bytes.subarray(0, count ?? 0));
}

/** The system closes a listener a moment after it was told to. */
async function untilRefused(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionRefused) return;
      // It closes while we stand in its queue.
      const { ConnectionReset, NotConnected } = Deno.errors;
      if (!(error instanceof ConnectionReset || error instanceof NotConnected)) throw error;
    }
  }
  throw new Error(`Port ${port} still takes connections`);
}

function closeQuietly(conn: Deno.TcpConn): void {
  try {
    conn.close();
  } catch {
    // The test has closed it.
  }
}

/** Somebody else may take it in between; so may they anywhere. */
function freePort(): number {
  return freePorts(1)[0]!;
}
