// What a proxy answers to CONNECT. Behind the head of a yes the stream begins: whatever the head says of a body is not
// meant (RFC 9110 section 9.3.6). How long heads may be is the work of the collector, how long it may take the caller's.

import { DecodeError } from "../codec/decode_error.ts";
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

/** More than any proxy has to say before its answer. */
const MAX_INTERIM = 16;

/** Interim answers are let pass (RFC 9110 section 15.2). */
export async function readConnectAnswer(conn: StreamConn): Promise<ConnectAnswer> {
  let before: Uint8Array = new Uint8Array(0);
  for (let interim = 0; interim <= MAX_INTERIM; interim++) {
    const { status, rest } = await readHead(conn, before);
    if (!isInterim(status)) return { status, rest: rest.slice() };
    before = rest;
  }
  throw new DecodeError("too_long", `Cannot read answer: over ${MAX_INTERIM} came before it`);
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
