// A Shadowsocks stream: a StreamConn of plain bytes that wraps a StreamConn of sealed records.

import type { StreamConn } from "../net/stream_conn.ts";
import { WrappedConn } from "../net/wrapped_conn.ts";
import { RecordReader } from "./record_reader.ts";
import { RecordWriter } from "./record_writer.ts";
import type { RecordParts } from "./record.ts";

export class RecordConn extends WrappedConn {
  readonly #reader: RecordReader;
  readonly #writer: RecordWriter;

  constructor(lower: StreamConn, parts: RecordParts) {
    super(lower);
    this.#reader = new RecordReader(lower, parts);
    this.#writer = new RecordWriter(lower, parts);
  }

  override read(): Promise<Uint8Array | null> {
    return this.#reader.read();
  }

  override write(bytes: Uint8Array): Promise<void> {
    return this.#writer.write(bytes);
  }

  override async closeWrite(): Promise<void> {
    this.#writer.release();
    await this.conn.closeWrite();
  }

  override close(): void {
    // The lower one first: whatever still waits on it ends before the keys go.
    this.conn.close();
    this.#reader.release();
    this.#writer.release();
  }
}
