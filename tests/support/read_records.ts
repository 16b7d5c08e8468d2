// Reads a stream of sealed records to its end or to its fault, as a relay would.

import type { StreamFault } from "../../src/net/stream_error.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import { Incoming2017 } from "../../src/shadowsocks/opening_2017.ts";
import { RecordReader } from "../../src/shadowsocks/record_reader.ts";
import type { RecordParts } from "../../src/shadowsocks/record.ts";
import { ScriptedConn } from "./scripted_conn.ts";

export interface Reading {
  /** The plaintext, by chunk. */
  readonly chunks: readonly Uint8Array[];
  /** `null`: the stream was whole. */
  readonly fault: StreamFault | null;
}

/** Throws whatever is not a StreamError, and when a chunk is empty. */
export async function readRecords(
  sealed: Iterable<Uint8Array>,
  parts: RecordParts,
): Promise<Reading> {
  const reader = new RecordReader(new ScriptedConn(sealed), {
    opening: new Incoming2017(parts),
    buffers: parts.buffers,
  });
  const chunks: Uint8Array[] = [];
  try {
    for (let chunk = await reader.read(); chunk !== null; chunk = await reader.read()) {
      if (chunk.length === 0) throw new Error("A chunk is empty");
      chunks.push(chunk.slice());
    }
    return { chunks, fault: null };
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    return { chunks, fault: error.fault };
  }
}
