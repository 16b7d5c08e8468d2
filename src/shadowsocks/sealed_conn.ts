// A StreamConn of plain bytes that wraps a StreamConn of sealed records, whichever family they are of.

import type { BufferPool } from "../net/buffer_pool.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { WrappedConn } from "../net/wrapped_conn.ts";
import { RecordReader } from "./record_reader.ts";
import { RecordWriter } from "./record_writer.ts";
import type { IncomingOpening, OutgoingOpening } from "./stream_opening.ts";

export interface SealedConnParts {
  /** Both of this stream alone. */
  readonly incoming: IncomingOpening;
  readonly outgoing: OutgoingOpening;
  readonly buffers: BufferPool;
}

export class SealedConn extends WrappedConn {
  readonly #reader: RecordReader;
  readonly #writer: RecordWriter;

  constructor(lower: StreamConn, { incoming, outgoing, buffers }: SealedConnParts) {
    super(lower);
    this.#reader = new RecordReader(lower, { opening: incoming, buffers });
    this.#writer = new RecordWriter(lower, { opening: outgoing, buffers });
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
