// A stream to an EchoTarget, both ways at once.

import { assertEquals } from "@std/assert";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import { within } from "./deadline.ts";
import { digestOf, digestOfChunks, testBytes } from "./test_bytes.ts";

const DEADLINE_MS = 30_000;

/** All of it comes back; `conn` is closed. It is not finished before that: many a proxy knows no half-closed stream. */
export async function assertEchoed(conn: StreamConn, bytes: number): Promise<void> {
  const sent = testBytes(bytes);
  try {
    const exchange = Promise.all([digestOfChunks(chunksOf(conn, bytes)), conn.write(sent)]);
    const [digest] = await within(DEADLINE_MS, "The echo", exchange);
    assertEquals(digest, digestOf(sent));
  } finally {
    conn.close();
  }
}

/** Until so many bytes have come. */
async function* chunksOf(conn: StreamConn, bytes: number): AsyncGenerator<Uint8Array> {
  for (let left = bytes; left > 0;) {
    const chunk = await conn.read();
    if (chunk === null) return;
    left -= chunk.length;
    yield chunk;
  }
}
