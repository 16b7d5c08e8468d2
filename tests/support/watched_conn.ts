// A StreamConn under observation, around one end of a memory pipe. It counts what is asked of it, remembers every breach
// of the contract, and is stricter than the pipe: like a socket, it ends its pending calls when it is closed or breaks.

import type { HostPort } from "../../src/net/address.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import type { StreamFault } from "../../src/net/stream_error.ts";
import { memoryPipe } from "./memory_pipe.ts";

export interface WatchedPipe {
  /** The end that the code under test gets. */
  readonly near: WatchedConn;
  /** The end that the test plays. */
  readonly far: StreamConn;
}

export function watchedPipe(): WatchedPipe {
  const { near, far } = memoryPipe();
  return { near: new WatchedConn(near), far };
}

export class WatchedConn implements StreamConn {
  /** What the code under test did that the contract forbids. */
  readonly breaches: string[] = [];
  /** Calls so far. */
  reads = 0;
  writes = 0;
  finishes = 0;
  isKeptAlive = false;
  closed = false;
  /** Payload bytes accepted by write(). */
  bytesWritten = 0;

  readonly #conn: StreamConn;
  readonly #end = Promise.withResolvers<never>();
  #broken: StreamError | undefined;
  #reading = false;
  #writing = false;

  constructor(conn: StreamConn) {
    this.#conn = conn;
    this.#end.promise.catch(() => {});
  }

  get localAddress(): HostPort {
    return this.#conn.localAddress;
  }

  get remoteAddress(): HostPort {
    return this.#conn.remoteAddress;
  }

  /** A read that has neither resolved nor rejected. */
  get isReading(): boolean {
    return this.#reading;
  }

  get isWriting(): boolean {
    return this.#writing;
  }

  async read(): Promise<Uint8Array | null> {
    this.reads++;
    if (this.#reading) this.#breach("two reads at once");
    this.#refuse();
    this.#reading = true;
    try {
      return await Promise.race([this.#conn.read(), this.#end.promise]);
    } finally {
      this.#reading = false;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.writes++;
    if (this.#writing) this.#breach("two writes at once");
    this.#refuse();
    if (this.finishes > 0) this.#breach("a write after closeWrite()");
    this.#writing = true;
    this.bytesWritten += bytes.length;
    try {
      await Promise.race([this.#conn.write(bytes), this.#end.promise]);
    } finally {
      this.#writing = false;
    }
  }

  async closeWrite(): Promise<void> {
    this.#refuse();
    if (this.#writing) this.#breach("closeWrite() during a write");
    this.finishes++;
    await this.#conn.closeWrite();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#end.reject(new StreamError("closed", "Cannot go on: closed meanwhile"));
    this.#conn.close();
  }

  keepAlive(): void {
    this.isKeptAlive = true;
  }

  /** From now on everything rejects, as after the peer's RST. */
  break(fault: StreamFault = "reset"): void {
    this.#broken = new StreamError(fault, `Cannot go on: ${fault}`);
    this.#end.reject(this.#broken);
  }

  #refuse(): void {
    if (this.closed) throw new StreamError("closed", "Cannot use the connection: it is closed");
    if (this.#broken !== undefined) throw this.#broken;
  }

  #breach(what: string): never {
    this.breaches.push(what);
    throw new Error(`Breach of the StreamConn contract: ${what}`);
  }
}
