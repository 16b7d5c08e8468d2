// What a thousand openings look like to whoever watches the wire (issue 6, part 7): one segment each, salts that are
// random, and no length that gives away an opening without payload.

import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { encodeAddress } from "../../src/codec/address_header.ts";
import { MAX_PADDING_BYTES } from "../../src/codec/request_header_2022.ts";
import { encodeGreeting, encodeSocks5Request, SOCKS5_COMMAND } from "../../src/codec/socks5.ts";
import { readBytes } from "../support/bystander.ts";
import { type Open, type Opening, OpeningsCollector } from "../support/openings.ts";
import { testBytes } from "../support/test_bytes.ts";
import { writeAll } from "../support/test_conn.ts";
import { startLocalRole, startTunnelRole } from "../support/umbra_in_process.ts";

/** With salts of 32 bytes, 0.005 are five standard deviations of the share of bits that are set. */
const OPENINGS = 1000;
const SALT_BYTES = 32;
const MOST_OFF = 0.005;
const MOST_OF_ONE_LENGTH = 0.05;

/** Well below the 50 ms that a payload is waited for. */
const PROMPT_MS = 40;
const SILENT_AT_ONCE = 50;

const TARGET = { host: "target.example", port: 443 };
const PAYLOAD = testBytes(517);
const METHODS = ["chacha20-ietf-poly1305", "2022-blake3-aes-256-gcm"] as const;

for (const method of METHODS) {
  Deno.test(`umbra local opens each stream of a SOCKS5 client with one segment and a random salt with ${method}`, async () => {
    using collector = await OpeningsCollector.start();
    await using local = await startLocalRole({ method, serverPort: collector.port });
    assertShapeless(await promptOpenings(collector, socks5Client(local.port, PAYLOAD)));
  });

  Deno.test(`umbra tunnel opens each stream with one segment and a random salt with ${method}`, async () => {
    using collector = await OpeningsCollector.start();
    const link = { method, serverPort: collector.port, targetPort: 443 };
    await using tunnel = await startTunnelRole(link);
    assertShapeless(await promptOpenings(collector, tunnelClient(tunnel.port, PAYLOAD)));
  });
}

Deno.test("umbra local opens streams of all lengths with 2022-blake3-aes-256-gcm when the target speaks first", async () => {
  using collector = await OpeningsCollector.start();
  const method = "2022-blake3-aes-256-gcm";
  await using local = await startLocalRole({ method, serverPort: collector.port });
  let chiSquare = Infinity;
  // One sample in a hundred looks uneven although it is not: only three in a row are evidence.
  for (let sample = 0; sample < 3 && chiSquare >= UNEVEN; sample++) {
    const openings = await silentOpenings(collector, socks5Client(local.port));
    assertShapeless(openings);
    const lengths = openings.map(({ bytes }) => bytes.length);
    assertLessOrEqual(shareOfCommonest(lengths), MOST_OF_ONE_LENGTH);
    chiSquare = unevenness(lengths.map((length) => length - unpadded(TARGET)));
  }
  assertLess(chiSquare, UNEVEN);
});

/** Waits for each answer, and says `payload` when it may, if anything. */
function socks5Client(port: number, payload?: Uint8Array): Open {
  return async () => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await writeAll(conn, encodeGreeting([0]));
    await readBytes(conn, 2);
    const { connect: command } = SOCKS5_COMMAND;
    await writeAll(conn, encodeSocks5Request({ command, target: TARGET }));
    await readBytes(conn, 10);
    if (payload !== undefined) await writeAll(conn, payload);
    return conn;
  };
}

function tunnelClient(port: number, payload: Uint8Array): Open {
  return async () => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await writeAll(conn, payload);
    return conn;
  };
}

/** Of clients that speak before they are waited for no longer; those that a busy machine delayed show nothing. */
async function promptOpenings(collector: OpeningsCollector, open: Open): Promise<Opening[]> {
  const openings: Opening[] = [];
  for (let taken = 0; openings.length < OPENINGS; taken++) {
    assert(taken < 2 * OPENINGS, "the machine is too busy for clients to be in time");
    openings.push(...(await collector.collect(1, open)).filter(({ tookMs }) => tookMs < PROMPT_MS));
  }
  return openings;
}

/** Of clients that are waited for in vain, which takes its time. */
async function silentOpenings(collector: OpeningsCollector, open: Open): Promise<Opening[]> {
  const openings: Opening[] = [];
  while (openings.length < OPENINGS) {
    openings.push(...await collector.collect(SILENT_AT_ONCE, open));
  }
  return openings;
}

function assertShapeless(openings: readonly Opening[]): void {
  assertEquals(openings.filter(({ segments }) => segments !== 1).length, 0, "in pieces");
  const salts = openings.map(({ bytes }) => bytes.subarray(0, SALT_BYTES));
  assertLess(Math.abs(shareOfBitsSet(salts) - 0.5), MOST_OFF);
}

function shareOfBitsSet(texts: readonly Uint8Array[]): number {
  const bytes = texts.flatMap((text) => [...text]);
  const set = bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
  return set / (8 * bytes.length);
}

function shareOfCommonest(values: readonly number[]): number {
  const counts = Object.values(Object.groupBy(values, String)).map((same) => same!.length);
  return Math.max(...counts) / values.length;
}

/** An opening of 2022 for `target`: salt, fixed header and variable header, each with its tag. */
function unpadded(target: typeof TARGET): number {
  return SALT_BYTES + (11 + 16) + (encodeAddress(target).length + 2 + 16);
}

const CELLS = 30;
/** Chi-square with 29 degrees of freedom is not below this once in a hundred times. */
const UNEVEN = 49.588;

/** Pearson's chi-square of so many equal parts of 1..900; infinite where a value lies outside. */
function unevenness(paddings: readonly number[]): number {
  const width = MAX_PADDING_BYTES / CELLS;
  const counts = new Array<number>(CELLS).fill(0);
  for (const padding of paddings) {
    if (padding < 1 || padding > MAX_PADDING_BYTES) return Infinity;
    counts[Math.floor((padding - 1) / width)]!++;
  }
  const expected = paddings.length / CELLS;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
