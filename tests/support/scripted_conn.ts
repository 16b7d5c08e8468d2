// A StreamConn whose peer says what a test has written down, and whose writes are kept one by one. The chunk handed out
// is overwritten at the next read(), so a reader that keeps a lease is found out.

import type { HostPort } from "../../src/net/address.ts";
import { StreamError } from "../../src/net/stream_error.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";

const POISON = 0xdd;

export class ScriptedConn implements StreamConn {
  readonly localAddress: HostPort = { host: "127.0.0.1", port: 8388 };
  readonly remoteAddress: HostPort = { host: "127.0.0.9", port: 50000 };
  /** A copy of what each write() was given. */
  readonly writes: Uint8Array[] = [];
  readonly #script: Iterator<Uint8Array>;
  #leased: Uint8Array | undefined;
  #finished = false;
  #closed = false;

  /** After the last chunk the peer has finished. */
  constructor(script: Iterable<Uint8Array>) {
    this.#script = script[Symbol.iterator]();
  }

  /** Whether closeWrite() was called. */
  get isFinished(): boolean {
    return this.#finished;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  read(): Promise<Uint8Array | null> {
    if (this.#closed) return Promise.reject(closedError());
    this.#leased?.fill(POISON);
    const { done, value } = this.#script.next();
    this.#leased = done ? undefined : value.slice();
    return Promise.resolve(this.#leased ?? null);
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#closed) return Promise.reject(closedError());
    if (this.#finished) return Promise.reject(new Error("A write after closeWrite()"));
    this.writes.push(bytes.slice());
    return Promise.resolve();
  }

  closeWrite(): Promise<void> {
    this.#finished = true;
    return Promise.resolve();
  }

  close(): void {
    this.#closed = true;
  }
}

/** `bytes` in chunks of `step` bytes. */
export function* cutEvery(bytes: Uint8Array, step: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

/** `bytes` cut at each of the offsets, in any order; never an empty chunk. */
export function cutAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const inside = offsets.filter((offset) => offset > 0 && offset < bytes.length);
  const borders = [0, ...new Set(inside.toSorted((a, b) => a - b)), bytes.length];
  const chunks: Uint8Array[] = [];
  for (let i = 1; i < borders.length; i++) {
    if (borders[i]! > borders[i - 1]!) chunks.push(bytes.subarray(borders[i - 1], borders[i]));
  }
  return chunks;
}

function closedError(): StreamError {
  return new StreamError("closed", "Cannot use the connection: it is closed");
}
