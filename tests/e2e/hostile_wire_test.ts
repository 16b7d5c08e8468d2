// Strangers whose numbers or patience matter, at an `umbra server` (issue 3). What it shows to each kind of them is
// tests/probe.

import { assert, assertEquals } from "@std/assert";
import { assertEchoes } from "../support/bystander.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { openingFor } from "../support/opening_for.ts";
import { type Probe, sendProbe, sendProbes } from "../support/probe.ts";
import { testBytes } from "../support/test_bytes.ts";
import { writeAll } from "../support/test_conn.ts";
import { startServerRole } from "../support/umbra_in_process.ts";

const METHOD = "aes-128-gcm";
/** Opens records later, so that replays could race. */
const ENGINE = "webcrypto";
const DEADLINE_MS = 400;

Deno.test("umbra server absorbs replays when its engine opens records later", async () => {
  await using target = new EchoTarget();
  const options = { method: METHOD, handshakeMs: DEADLINE_MS, engine: ENGINE } as const;
  await using server = await startServerRole(options);
  const opening = openingFor(METHOD, target.port);
  const first = await sendProbe(server.port, { name: "first", bytes: opening, finishes: true });
  assert(first.heard > 0, "the opening was not served");

  const replays = Array(47).fill({ name: "replay", bytes: opening });
  for (const { heard, end, afterMs } of await sendProbes(server.port, replays)) {
    assertEquals([heard, end], [0, "FIN"]);
    assert(afterMs >= DEADLINE_MS, `closed after ${afterMs} ms`);
  }
  assertEquals(target.connections, 0);
});

Deno.test("umbra server serves one of many copies of an opening when they come at once", async () => {
  await using target = new EchoTarget();
  const options = { method: METHOD, handshakeMs: 10_000, engine: ENGINE } as const;
  await using server = await startServerRole(options);
  const copy: Probe = { name: "copy", bytes: openingFor(METHOD, target.port), finishes: true };
  const reactions = await Promise.all(
    Array.from({ length: 100 }, () => sendProbe(server.port, copy)),
  );
  assertEquals(reactions.filter(({ heard }) => heard > 0).length, 1);
});

Deno.test("umbra server counts the deadline from accept when noise trickles in", async () => {
  const handshakeMs = 1000;
  await using server = await startServerRole({ method: METHOD, handshakeMs });
  const start = performance.now();
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  // One byte short of what shows that the key is not known; that byte comes late.
  await writeAll(conn, testBytes(33));
  const late = setTimeout(() => conn.write(testBytes(1)).catch(() => {}), handshakeMs / 2);
  assertEquals(await conn.read(new Uint8Array(1)), null);
  clearTimeout(late);
  const ms = performance.now() - start;
  assert(ms >= handshakeMs && ms < handshakeMs * 1.4, `closed after ${ms} ms`);
});

Deno.test("umbra server takes no more connections than its cap, and the next when one ends", async () => {
  await using target = new EchoTarget();
  await using yardstick = new EchoTarget();
  const options = { method: METHOD, handshakeMs: 10_000, maxConnections: 2 } as const;
  await using server = await startServerRole(options);
  using first = await openEchoed(server.port, target);
  using _second = await openEchoed(server.port, target);
  using waiting = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await writeAll(waiting, openingFor(METHOD, target.port));
  const answered = waiting.read(new Uint8Array(1024));
  // Longer than a connection that was taken would need.
  for (let i = 0; i < 20; i++) await openAndEnd(yardstick);
  assertEquals(target.connections, 2);

  await first.closeWrite();
  assert((await answered ?? 0) > 0, "the waiting connection was not served");
});

/** Through the server, and its answer has begun. */
async function openEchoed(port: number, target: EchoTarget): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await writeAll(conn, openingFor(METHOD, target.port));
  await conn.read(new Uint8Array(1024));
  return conn;
}

/** Past the server, as a measure of time. */
async function openAndEnd(target: EchoTarget): Promise<void> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: target.port });
  await assertEchoes(conn, testBytes(100));
  await conn.closeWrite();
  assertEquals(await conn.read(new Uint8Array(1)), null);
}
