// A DNS server that answers nothing, and a thousand names asked for at once through a Shadowsocks server: nobody else is to
// notice, and each of the thousand is told within 5 s (issue 5).

import { assertEquals, assertGreater, assertLess, assertLessOrEqual } from "@std/assert";
import { encodeGreeting, encodeSocks5Request, SOCKS5_COMMAND } from "../../src/codec/socks5.ts";
import type { HostPort } from "../../src/net/address.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { readBytes } from "../support/bystander.ts";
import { within } from "../support/deadline.ts";
import { DnsServer } from "../support/dns_server.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { PingCrowd } from "../support/ping_crowd.ts";
import { newLink, startLocal, startServer } from "../support/shadowsocks_process.ts";
import { writeAll } from "../support/test_conn.ts";

const NAMES = 1000;
const STREAMS = 50;
const DEADLINE_MS = 5000;
const SLACK_MS = 2500;
/** VER and METHOD; VER, REP, RSV, ATYP, 4 bytes of address and 2 of port. */
const REPLY_BYTES = 12;

/** What a machine that others use as well does to one measurement, it does not do to each of these. */
const ROUNDS = 3;

Deno.test("a black-holed DNS server and 1,000 names at once: nobody else notices, and each ends in time", async () => {
  await using blackHole = new DnsServer(() => undefined);
  await using target = new EchoTarget();
  const link = newLink("aes-256-gcm");
  await using _server = await startServer("umbra", link, "--dns", `127.0.0.1:${blackHole.port}`);
  await using local = await startLocal("umbra", link);
  const open = (host: string) => connect(local.port, { host, port: target.port });
  const conns = await Promise.all(Array.from({ length: STREAMS }, () => open("127.0.0.1")));
  await using crowd = new PingCrowd(conns);

  const ratios: number[] = [];
  while (ratios.length < ROUNDS && !ratios.some((ratio) => ratio <= 1.2)) {
    const quietMs = await crowd.p99During(() => idleFor(DEADLINE_MS, open));
    const stalledMs = await crowd.p99During(() => stallAll(open));
    console.log(
      `p99: ${quietMs.toFixed(2)} ms beside idle, ${stalledMs.toFixed(2)} beside stalled`,
    );
    ratios.push(stalledMs / quietMs);
  }
  assertLessOrEqual(Math.min(...ratios), 1.2);
});

type Open = (host: string) => Promise<Deno.Conn>;

/** As many connections as there will be stalled ones, but with nothing to wait for. */
async function idleFor(ms: number, open: Open): Promise<void> {
  const end = new Promise((resolve) => setTimeout(resolve, ms));
  const conns = await Promise.all(names().map(() => open("127.0.0.1")));
  await end;
  for (const conn of conns) conn.close();
}

async function stallAll(open: Open): Promise<void> {
  const ends = await Promise.all(names().map((name) => endOf(open(name))));
  assertGreater(Math.min(...ends), DEADLINE_MS / 2, "they were to wait for the server");
  assertLess(Math.max(...ends), DEADLINE_MS + SLACK_MS);
}

function names(): readonly string[] {
  return Array.from({ length: NAMES }, (_, i) => `n${i}.stalled.example`);
}

/** Through the local, which says yes to every target: the server alone knows better. */
async function connect(port: number, target: HostPort): Promise<Deno.Conn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const request = encodeSocks5Request({ command: SOCKS5_COMMAND.connect, target });
  await writeAll(conn, concatBytes(encodeGreeting([0]), request));
  await readBytes(conn, REPLY_BYTES);
  return conn;
}

/** How many milliseconds the connection goes on for once it is there. */
async function endOf(connecting: Promise<Deno.Conn>): Promise<number> {
  using conn = await connecting;
  const start = performance.now();
  const read = conn.read(new Uint8Array(1));
  const end = await within(2 * DEADLINE_MS, "The end of a stalled connection", read);
  assertEquals(end, null);
  return performance.now() - start;
}
