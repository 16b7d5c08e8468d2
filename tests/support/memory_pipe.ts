// Two StreamConns joined back to back in memory, with half-close and back-pressure: a write resolves when its bytes
// have been read. The chunk handed out is overwritten at the next read(), so a reader that keeps a lease is found out.

import type { HostPort } from "../../src/net/address.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";

export interface MemoryPipe {
  /** The end that the code under test gets. */
  readonly near: StreamConn;
  /** The end that the test plays. */
  readonly far: StreamConn;
}

export function memoryPipe(): MemoryPipe {
  const up = new Flow();
  const down = new Flow();
  const near = { host: "127.0.0.1", port: 1080 };
  const far = { host: "127.0.0.9", port: 50000 };
  return { near: new End(up, down, near, far), far: new End(down, up, far, near) };
}

/** Reads until the peer has finished sending. */
export async function readAll(conn: StreamConn): Promise<Uint8Array> {
  const chunks: number[] = [];
  for (let chunk = await conn.read(); chunk !== null; chunk = await conn.read()) {
    for (const byte of chunk) chunks.push(byte);
  }
  return Uint8Array.from(chunks);
}

/** Reads exactly `length` bytes, or throws when the stream ends before that or overshoots. */
export async function readExactly(conn: StreamConn, length: number): Promise<Uint8Array> {
  const bytes: number[] = [];
  while (bytes.length < length) {
    const chunk = await conn.read();
    if (chunk === null) {
      throw new Error(`The stream ended after ${bytes.length} of ${length} bytes`);
    }
    bytes.push(...chunk);
  }
  if (bytes.length > length) throw new Error(`Got ${bytes.length} bytes where ${length} were due`);
  return Uint8Array.from(bytes);
}

class Flow {
  #chunk: Uint8Array | undefined;
  #finished = false;
  #broken = false;
  #readable: (() => void) | undefined;
  #taken: (() => void) | undefined;

  async take(): Promise<Uint8Array | null> {
    while (this.#chunk === undefined && !this.#finished && !this.#broken) {
      await new Promise<void>((resolve) => this.#readable = resolve);
    }
    if (this.#broken) throw new StreamError("reset", "Cannot read: the pipe is broken");
    const chunk = this.#chunk;
    if (chunk === undefined) return null;
    this.#chunk = undefined;
    this.#taken?.();
    return chunk;
  }

  async put(bytes: Uint8Array): Promise<void> {
    if (this.#finished) throw new Error("A write after closeWrite()");
    if (this.#chunk !== undefined) throw new Error("Two writes at once");
    if (this.#broken) throw new StreamError("reset", "Cannot write: the pipe is broken");
    this.#chunk = bytes.slice();
    const taken = new Promise<void>((resolve) => this.#taken = resolve);
    this.#readable?.();
    await taken;
    if (this.#broken) throw new StreamError("reset", "Cannot write: the pipe is broken");
  }

  finish(): void {
    this.#finished = true;
    this.#readable?.();
  }

  break(): void {
    this.#broken = true;
    this.#readable?.();
    this.#taken?.();
  }
}

class End implements StreamConn {
  #leased: Uint8Array | undefined;
  #closed = false;

  constructor(
    readonly incoming: Flow,
    readonly outgoing: Flow,
    readonly localAddress: HostPort,
    readonly remoteAddress: HostPort,
  ) {}

  async read(): Promise<Uint8Array | null> {
    if (this.#closed) throw new StreamError("closed", "Cannot read: the connection is closed");
    this.#leased?.fill(0xDD);
    const chunk = await this.incoming.take();
    this.#leased = chunk ?? undefined;
    return chunk;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#closed) throw new StreamError("closed", "Cannot write: the connection is closed");
    if (bytes.length > 0) await this.outgoing.put(bytes);
  }

  closeWrite(): Promise<void> {
    this.outgoing.finish();
    return Promise.resolve();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.outgoing.finish();
    this.incoming.break();
  }
}
