// What a proxy answers to CONNECT. Behind the head of a yes the stream begins: whatever the head says of a body is not
// meant (RFC 9110 section 9.3.6). How long heads may be is the work of the collector, how long it may take the caller's.

import { HeadCollector } from "../codec/http_head_collector.ts";
import { decodeResponseHead } from "../codec/http_response.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";

export interface ConnectAnswer {
  readonly status: number;
  /** What has come behind its head; owned. */
  readonly rest: Uint8Array;
}

interface Head {
  readonly status: number;
  /** The rest of the chunk that it ended in; leased. */
  readonly rest: Uint8Array;
}

/** Interim answers are let pass (RFC 9110 section 15.2). */
export async function readConnectAnswer(conn: StreamConn): Promise<ConnectAnswer> {
  let head = await readHead(conn, new Uint8Array(0));
  while (isInterim(head.status)) head = await readHead(conn, head.rest);
  return { status: head.status, rest: head.rest.slice() };
}

async function readHead(conn: StreamConn, before: Uint8Array): Promise<Head> {
  const collector = new HeadCollector();
  for (let chunk: Uint8Array | null = before; chunk !== null; chunk = await conn.read()) {
    const collected = collector.collect(chunk);
    if (collected === undefined) continue;
    const { status } = decodeResponseHead(collected.value);
    return { status, rest: chunk.subarray(collected.end) };
  }
  throw new StreamError("truncated", "Cannot read answer: the stream ended inside its head");
}

/** 101 is the last word on HTTP. */
function isInterim(status: number): boolean {
  return status < 200 && status !== 101;
}
