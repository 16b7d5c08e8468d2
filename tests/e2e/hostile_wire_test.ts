// What strangers, eavesdroppers and ill-made clients send to `umbra server` gets silence up to one deadline from accept,
// and harms nobody else (issue 3).

import { assert, assertEquals } from "@std/assert";
import { encodeAddress } from "../../src/codec/address_header.ts";
import { concatBytes } from "../../src/net/bytes.ts";
import { assertEchoes } from "../support/bystander.ts";
import { EchoTarget } from "../support/echo_target.ts";
import { HostileScene, openingFor } from "../support/hostile_scene.ts";
import { type Probe, sendProbe } from "../support/probe.ts";
import { sealRawStream, sealStream } from "../support/reference_stream.ts";
import { testBytes } from "../support/test_bytes.ts";
import { writeAll } from "../support/test_conn.ts";
import { newStreamKey, startServerRole } from "../support/umbra_in_process.ts";

const METHODS = ["aes-128-gcm", "chacha20-ietf-poly1305"] as const;
/** One opens records later, the other at once: where replays could race, and where not. */
const ENGINES = { "aes-128-gcm": "webcrypto", "chacha20-ietf-poly1305": "node" } as const;
const DEADLINE_MS = 400;

const GARBAGE_LENGTHS = [...Array(100).keys(), 221, 402, 7 * 1024, 64 * 1024];

/** Headers that only somebody with the key can send, and that no client would. */
const BAD_HEADERS: Readonly<Record<string, readonly number[]>> = {
  "type 0": [0, 127, 0, 0, 1, 0, 80],
  "type 2": [2, 127, 0, 0, 1, 0, 80],
  "type 5": [5, 127, 0, 0, 1, 0, 80],
  "type 0x11, IPv4 but for a flag": [0x11, 127, 0, 0, 1, 0, 80],
  "type 0x13, a name but for a flag": [0x13, 9, ...ascii("localhost"), 0, 80],
  "type 0xff": [0xff, 127, 0, 0, 1, 0, 80],
  "an empty name": [3, 0, 0, 80],
  "a name that is not UTF-8": [3, 4, 0xff, 0xfe, 0xc0, 0x80, 0, 80],
  "a name with NUL": [3, 10, ...ascii("localhost"), 0, 0, 80],
  "a name with a line break": [3, 10, ...ascii("localhost\n"), 0, 80],
  "a name of 255 bytes that is cut": [3, 255, ...ascii("localhost"), 0, 80],
  "port 0": [1, 127, 0, 0, 1, 0, 0],
};

for (const method of METHODS) {
  const options = { method, handshakeMs: DEADLINE_MS, engine: ENGINES[method] };

  Deno.test(`umbra server absorbs garbage of every length (${method})`, async () => {
    await using scene = await HostileScene.open(options);
    await scene.assertAbsorbs(
      GARBAGE_LENGTHS.map((length) => ({ name: `${length} bytes`, bytes: noise(length) })),
    );
  });

  Deno.test(`umbra server absorbs an opening that is cut anywhere (${method})`, async () => {
    await using scene = await HostileScene.open(options);
    const length = scene.opening().length;
    await scene.assertAbsorbs(
      Array.from({ length }, (_, cut) => ({
        name: `cut at ${cut}`,
        bytes: scene.opening().subarray(0, cut),
      })),
    );
  });

  Deno.test(`umbra server absorbs an opening with any one bit flipped (${method})`, async () => {
    await using scene = await HostileScene.open(options);
    const bits = scene.opening().length * 8;
    await scene.assertAbsorbs(
      Array.from({ length: bits }, (_, bit) => ({
        name: `bit ${bit}`,
        bytes: withBitFlipped(scene.opening(), bit),
      })),
    );
  });

  Deno.test(`umbra server absorbs sealed requests that no client sends (${method})`, async () => {
    await using scene = await HostileScene.open(options);
    const badHeaders = Object.entries(BAD_HEADERS).map(([name, header]) => ({
      name,
      bytes: sealStream(newStreamKey(method), [Uint8Array.from(header)]),
    }));
    const header = encodeAddress({ host: "127.0.0.1", port: scene.target.port });
    const badLengths = [0x4000, 0x8000 | 9, 0xffff].map((length) => {
      const payload = concatBytes(header, noise(length - header.length));
      const bytes = sealRawStream(newStreamKey(method), [{ length, payload }]);
      return { name: `length ${length}`, bytes };
    });
    await scene.assertAbsorbs([...badHeaders, ...badLengths]);
  });

  Deno.test(`umbra server serves an opening once and absorbs its replays (${method})`, async () => {
    await using target = new EchoTarget();
    await using server = await startServerRole(options);
    const opening = openingFor(method, target.port);
    const first = await sendProbe(server.port, { name: "first", bytes: opening, finishes: true });
    assert(first.heard > 0, "the opening was not served");

    const replay: Probe = { name: "replay", bytes: opening };
    const reactions = await Promise.all(
      Array.from({ length: 47 }, () => sendProbe(server.port, replay)),
    );
    for (const { heard, end, afterMs } of reactions) {
      assertEquals([heard, end], [0, "FIN"]);
      assert(afterMs >= DEADLINE_MS, `closed after ${afterMs} ms`);
    }
    assertEquals(target.connections, 0);
  });
}

Deno.test("umbra server serves one of many copies of an opening when they come at once", async () => {
  const method = METHODS[0];
  await using target = new EchoTarget();
  await using server = await startServerRole({
    method,
    handshakeMs: 10_000,
    engine: ENGINES[method],
  });
  const copy: Probe = { name: "copy", bytes: openingFor(method, target.port), finishes: true };
  const reactions = await Promise.all(
    Array.from({ length: 100 }, () => sendProbe(server.port, copy)),
  );
  assertEquals(reactions.filter(({ heard }) => heard > 0).length, 1);
});

Deno.test("umbra server absorbs a replay with any one byte changed", async () => {
  const method = METHODS[1];
  await using scene = await HostileScene.open({ method, handshakeMs: DEADLINE_MS });
  const refused = openingFor(method, 1);
  await sendProbe(scene.server.port, { name: "to be recorded", bytes: refused, finishes: true });
  const probes = Array.from(refused.keys(), (at) => ({
    name: `byte ${at}`,
    bytes: withBitFlipped(refused, at * 8),
  }));
  await scene.assertAbsorbs(probes);
});

Deno.test("umbra server absorbs a stream of another method and one of its own answers", async () => {
  const [method, other] = METHODS;
  await using target = new EchoTarget();
  await using scene = await HostileScene.open({ method, handshakeMs: DEADLINE_MS });
  const answer = await recordAnswer(scene.server.port, openingFor(method, target.port));
  await scene.assertAbsorbs([
    { name: "another method", bytes: openingFor(other, scene.target.port) },
    { name: "reflected", bytes: answer },
  ]);
});

Deno.test("umbra server counts the deadline from accept when noise trickles in", async () => {
  const handshakeMs = 1000;
  await using server = await startServerRole({ method: METHODS[0], handshakeMs });
  const start = performance.now();
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  // One byte short of what shows that the key is not known; that byte comes late.
  await writeAll(conn, noise(33));
  const late = setTimeout(() => conn.write(noise(1)).catch(() => {}), handshakeMs / 2);
  assertEquals(await conn.read(new Uint8Array(1)), null);
  clearTimeout(late);
  const ms = performance.now() - start;
  assert(ms >= handshakeMs && ms < handshakeMs * 1.4, `closed after ${ms} ms`);
});

Deno.test("umbra server answers FIN with FIN at once whatever came before it", async () => {
  const method = METHODS[1];
  await using scene = await HostileScene.open({ method, handshakeMs: 10_000 });
  await using target = new EchoTarget();
  const used = openingFor(method, target.port);
  await sendProbe(scene.server.port, { name: "to be recorded", bytes: used, finishes: true });
  const lengths = [0, 1, 31, 32, 33, 49, 50, 51, 221, 7 * 1024];
  const probes = lengths.map((length) => ({ name: `${length} bytes`, bytes: noise(length) }));
  const cut = { name: "a cut opening", bytes: scene.opening().subarray(0, -1) };
  const replay = { name: "replay", bytes: used };
  await scene.assertEndsAtOnce(
    [...probes, cut, replay].map((probe) => ({ ...probe, finishes: true })),
  );
});

Deno.test("umbra server ends a refused, a denied and an unresolvable target alike", async () => {
  const method = METHODS[1];
  await using scene = await HostileScene.open({
    method,
    handshakeMs: 10_000,
    allowPrivate: { kind: "ranges", cidrs: ["127.0.0.1/32"] },
  });
  const { port } = scene.target;
  const headers = {
    refused: [1, 127, 0, 0, 1, 0, 1],
    denied: [1, 127, 0, 0, 2, port >>> 8, port & 0xff],
    "denied as the unspecified address": [1, 0, 0, 0, 0, port >>> 8, port & 0xff],
    unresolvable: [3, 255, ...Array(255).fill(0x61), 0, 80],
  };
  const probes = Object.entries(headers).flatMap(([name, header]) => {
    const bytes = () => sealStream(newStreamKey(method), [Uint8Array.from(header)]);
    return [{ name, bytes: bytes() }, { name: `${name}, FIN`, bytes: bytes(), finishes: true }];
  });
  await scene.assertEndsAtOnce(probes);
});

Deno.test("umbra server absorbs a stream that goes bad after its target was reached", async () => {
  const method = METHODS[1];
  await using target = new EchoTarget();
  await using server = await startServerRole({ method, handshakeMs: DEADLINE_MS });
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await writeAll(conn, openingFor(method, target.port));
  await target.untilConnections(1);
  const start = performance.now();
  await writeAll(conn, noise(500));
  await target.untilConnections(0);
  while (await conn.read(new Uint8Array(1024)) !== null);
  const ms = performance.now() - start;
  assert(ms >= DEADLINE_MS, `closed ${ms} ms after the noise`);
  assertEquals(await conn.write(noise(1)), 1);
});

Deno.test("umbra server takes no more connections than its cap, and the next when one ends", async () => {
  const method = METHODS[1];
  await using target = new EchoTarget();
  await using yardstick = new EchoTarget();
  await using server = await startServerRole({ method, handshakeMs: 10_000, maxConnections: 2 });
  using first = await openEchoed(server.port, target);
  using _second = await openEchoed(server.port, target);
  using waiting = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await writeAll(waiting, openingFor(method, target.port));
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
  await writeAll(conn, openingFor(METHODS[1], target.port));
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

/** All that the server sends in answer to `opening` and FIN. */
async function recordAnswer(port: number, opening: Uint8Array): Promise<Uint8Array> {
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await writeAll(conn, opening);
  await conn.closeWrite();
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(1024);
  for (let n = await conn.read(buffer); n !== null; n = await conn.read(buffer)) {
    parts.push(buffer.slice(0, n));
  }
  return concatBytes(...parts);
}

function withBitFlipped(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[bit >>> 3]! ^= 1 << (bit & 7);
  return flipped;
}

function noise(length: number): Uint8Array<ArrayBuffer> {
  return testBytes(length);
}

function ascii(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}
