// A Shadowsocks stream: a StreamConn of plain bytes that wraps a StreamConn of sealed records.

import type { HostPort } from "../net/address.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { RecordReader } from "./record_reader.ts";
import { RecordWriter } from "./record_writer.ts";
import type { RecordParts } from "./record.ts";

export class RecordConn implements StreamConn {
  readonly #lower: StreamConn;
  readonly #reader: RecordReader;
  readonly #writer: RecordWriter;

  constructor(lower: StreamConn, parts: RecordParts) {
    this.#lower = lower;
    this.#reader = new RecordReader(lower, parts);
    this.#writer = new RecordWriter(lower, parts);
  }

  get localAddress(): HostPort {
    return this.#lower.localAddress;
  }

  get remoteAddress(): HostPort {
    return this.#lower.remoteAddress;
  }

  read(): Promise<Uint8Array | null> {
    return this.#reader.read();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#writer.write(bytes);
  }

  async closeWrite(): Promise<void> {
    this.#writer.release();
    await this.#lower.closeWrite();
  }

  close(): void {
    // The lower one first: whatever still waits on it ends before the keys go.
    this.#lower.close();
    this.#reader.release();
    this.#writer.release();
  }
}
