// Upstreams that take connections and do anything but their work: after a few connections nobody goes there (issue 7).

import { assertEquals } from "@std/assert";
import { startConfiguredRole } from "../support/configured_server.ts";
import { curl } from "../support/curl.ts";
import { HttpTarget } from "../support/http_target.ts";
import { freePorts } from "../support/listening_ports.ts";
import { skipWithout } from "../support/outside_programs.ts";
import { newLink, startServer } from "../support/shadowsocks_process.ts";
import { testBytes } from "../support/test_bytes.ts";

const METHOD = "aes-256-gcm";
const NOISE = testBytes(200);
const THRESHOLD = 2;
const ignore = await skipWithout("curl");

/** What it does with a connection. */
const EVILS: Readonly<Record<string, (conn: Deno.Conn) => Promise<unknown>>> = {
  "answers noise": async (conn) => {
    await conn.read(new Uint8Array(1000));
    await conn.write(NOISE);
  },
  "cuts its answer short": async (conn) => {
    await conn.read(new Uint8Array(1000));
    await conn.write(NOISE.subarray(0, 10));
    await conn.closeWrite();
  },
};

for (const [what, serve] of Object.entries(EVILS)) {
  Deno.test({
    name: `a server that ${what} fails no more connections than mark it down`,
    ignore,
    fn: async () => {
      await using target = new HttpTarget();
      using evil = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const met = meetAll(evil, serve);
      const link = newLink(METHOD);
      await using _server = await startServer("umbra", link);
      const server = {
        server: "127.0.0.1",
        method: link.method,
        password: link.password,
      };
      await using local = await startConfiguredRole("local", {
        local_port: freePorts(1)[0],
        servers: [
          { ...server, server_port: evil.addr.port, name: "evil" },
          { ...server, server_port: link.serverPort, name: "home" },
        ],
      });
      const proxy = ["--socks5-hostname", `127.0.0.1:${local.port}`];
      const codes = [];
      for (let i = 0; i < THRESHOLD + 2; i++) {
        const { code } = await curl(...proxy, `${target.origin}/bytes/1000`);
        codes.push(code === 0);
      }
      assertEquals(codes, [false, false, true, true]);
      await local.process.untilOutput(/upstream evil is down/);
      evil.close();
      await met;
    },
  });
}

/** Until the listener is closed. */
async function meetAll(
  listener: Deno.TcpListener,
  serve: (conn: Deno.Conn) => Promise<unknown>,
): Promise<void> {
  const served: Promise<void>[] = [];
  for await (const conn of listener) served.push(meet(conn, serve));
  await Promise.all(served);
}

async function meet(conn: Deno.Conn, serve: (conn: Deno.Conn) => Promise<unknown>): Promise<void> {
  using _ = conn;
  await serve(conn);
  while (await conn.read(new Uint8Array(1000)).catch(() => null) !== null);
}
