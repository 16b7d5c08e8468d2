// How one of the demo's paths does: whether the bytes come through unchanged, how soon, and how fast.

import { ByteReader } from "../net/byte_reader.ts";
import type { Clock } from "../net/clock.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { ConnectLiteral } from "../net/stream_dialer.ts";
import { decodeHead } from "./demo_head.ts";
import type { DemoPath } from "./demo_paths.ts";

export interface Measurement {
  readonly path: string;
  readonly ok: boolean;
  /** From connecting to the first byte of an answer, the median of several; `undefined` when it failed. */
  readonly latencyMs: number | undefined;
  readonly megabitsPerSecond: number | undefined;
  /** Why it failed. */
  readonly problem: string | undefined;
}

export interface MeasureParts {
  readonly connect: ConnectLiteral;
  readonly clock: Clock;
  /** What the target sends. */
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

const LATENCY_ROUNDS = 5;

export async function measurePath(path: DemoPath, parts: MeasureParts): Promise<Measurement> {
  try {
    const latencies: number[] = [];
    for (let round = 0; round < LATENCY_ROUNDS; round++) {
      latencies.push(await firstByteMs(path, parts));
    }
    const megabitsPerSecond = await downloadSpeed(path, parts);
    const latencyMs = latencies.sort((a, b) => a - b)[LATENCY_ROUNDS >> 1];
    return { path: path.name, ok: true, latencyMs, megabitsPerSecond, problem: undefined };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return {
      path: path.name,
      ok: false,
      latencyMs: undefined,
      megabitsPerSecond: undefined,
      problem,
    };
  }
}

async function firstByteMs(path: DemoPath, parts: MeasureParts): Promise<number> {
  const start = parts.clock.now();
  return await withRequest("HEAD", { path, parts }, async (conn) => {
    if (await conn.read() === null) throw new Error("the stream ended without an answer");
    return parts.clock.now() - start;
  });
}

async function downloadSpeed(path: DemoPath, parts: MeasureParts): Promise<number> {
  return await withRequest("GET", { path, parts }, async (conn) => {
    const reader = new ByteReader(conn);
    await reader.readMessage(decodeHead);
    const start = parts.clock.now();
    await compare(reader.takeRest(), conn, parts.body);
    return parts.body.length * 8 / 1000 / (parts.clock.now() - start);
  });
}

/** Every byte against what the target has sent. */
async function compare(first: Uint8Array, conn: StreamConn, body: Uint8Array): Promise<void> {
  let received = 0;
  for (let chunk: Uint8Array | null = first; received < body.length; chunk = await conn.read()) {
    if (chunk === null) {
      throw new Error(`the stream ended after ${received} of ${body.length} bytes`);
    }
    for (let i = 0; i < chunk.length; i++) {
      if (chunk[i] !== body[received + i]) {
        throw new Error(`byte ${received + i} came through changed`);
      }
    }
    received += chunk.length;
  }
}

async function withRequest<T>(
  method: string,
  { path, parts }: { readonly path: DemoPath; readonly parts: MeasureParts },
  use: (conn: StreamConn) => Promise<T>,
): Promise<T> {
  const conn = await parts.connect(path.entrance, parts.signal);
  try {
    const stream = await path.open(conn);
    await stream.write(new TextEncoder().encode(
      `${method} ${path.requestTarget} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    ));
    return await use(stream);
  } finally {
    conn.close();
  }
}
