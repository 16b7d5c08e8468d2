// A dialed stream that must begin with a header, and whose header waits for the first payload, so that both leave in one
// segment. A client that says nothing because the target speaks first is not waited for longer than 50 ms.

import { concatBytes } from "../net/bytes.ts";
import type { Cancel, Clock } from "../net/clock.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { WrappedConn } from "../net/wrapped_conn.ts";

/** From the first read(), which is when the relay begins to wait for the target's bytes. */
const PAYLOAD_WAIT_MS = 50;

export class HeaderFirstConn extends WrappedConn {
  readonly #clock: Clock;
  /** Until it has been handed on. */
  #header: Uint8Array | undefined;
  #alarm: Cancel | undefined;
  /** The header on its way without payload; nothing may be written beside it. */
  #alone: Promise<void> | undefined;

  constructor(conn: StreamConn, parts: { readonly header: Uint8Array; readonly clock: Clock }) {
    super(conn);
    this.#header = parts.header;
    this.#clock = parts.clock;
  }

  override read(): Promise<Uint8Array | null> {
    if (this.#header !== undefined) {
      this.#alarm ??= this.#clock.at(PAYLOAD_WAIT_MS, () => this.#sendAlone());
    }
    return this.conn.read();
  }

  override async write(bytes: Uint8Array): Promise<void> {
    const header = this.#takeHeader();
    if (header !== undefined) return await this.conn.write(concatBytes(header, bytes));
    if (this.#alone !== undefined) await this.#alone;
    await this.conn.write(bytes);
  }

  override async closeWrite(): Promise<void> {
    this.#sendAlone();
    await this.#alone;
    await this.conn.closeWrite();
  }

  override close(): void {
    this.#takeHeader();
    this.conn.close();
  }

  #takeHeader(): Uint8Array | undefined {
    const header = this.#header;
    this.#header = undefined;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    return header;
  }

  #sendAlone(): void {
    const header = this.#takeHeader();
    if (header === undefined) return;
    this.#alone = this.conn.write(header);
    // Whoever writes next, or reads, hears of a failure.
    this.#alone.catch(() => {});
  }
}
