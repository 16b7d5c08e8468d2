// A StreamConn whose every call waits until a test says what becomes of it. Like a socket, it ends its pending calls when
// it breaks or is closed.

import type { HostPort } from "../../src/net/address.ts";
import type { StreamConn } from "../../src/net/stream_conn.ts";
import { StreamError, type StreamFault } from "../../src/net/stream_error.ts";

export class PlayedConn implements StreamConn {
  readonly localAddress: HostPort = { host: "127.0.0.1", port: 40000 };
  readonly remoteAddress: HostPort;
  readonly id: number;
  /** What the code under test did that the contract forbids. */
  readonly breaches: string[] = [];
  /** Bytes of writes that were taken. */
  taken = 0;
  isClosed = false;
  #fault: StreamError | undefined;
  #hasEnded = false;
  #isFinished = false;
  #reading: PromiseWithResolvers<Uint8Array | null> | undefined;
  #writing: (PromiseWithResolvers<void> & { readonly bytes: number }) | undefined;
  /** Chunks that nobody has asked for. */
  readonly #spoken: Uint8Array[] = [];
  #takesAll = false;

  constructor(id: number) {
    this.id = id;
    this.remoteAddress = { host: "127.0.0.9", port: id + 1 };
  }

  /** A chunk: the id, where nothing else is said. */
  speak(chunk = Uint8Array.of(this.id)): void {
    if (this.#hasEnded || this.#fault !== undefined) return;
    this.#spoken.push(chunk);
    this.#answer();
  }

  /** Writes wait for nothing from now on. */
  takesAll(): void {
    this.#takesAll = true;
    this.take();
  }

  end(): void {
    this.#hasEnded = true;
    this.#answer();
  }

  break(fault: StreamFault = "reset"): void {
    this.#fault ??= new StreamError(fault, `Cannot go on: ${fault}`);
    this.#fail(this.#fault);
  }

  take(): void {
    const writing = this.#writing;
    if (writing === undefined) return;
    this.#writing = undefined;
    this.taken += writing.bytes;
    writing.resolve();
  }

  refuse(options: { readonly isUntouched: boolean }): void {
    this.#endWrite(new StreamError("reset", "Cannot write", options));
  }

  read(): Promise<Uint8Array | null> {
    if (this.#reading !== undefined) this.breaches.push("two reads at once");
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    this.#reading = Promise.withResolvers();
    const { promise } = this.#reading;
    this.#answer();
    return promise;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#writing !== undefined) this.breaches.push("two writes at once");
    if (this.#isFinished) this.breaches.push("a write after closeWrite()");
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    const writing = { ...Promise.withResolvers<void>(), bytes: bytes.length };
    this.#writing = writing;
    if (this.#takesAll) this.take();
    return writing.promise;
  }

  closeWrite(): Promise<void> {
    if (this.#writing !== undefined) this.breaches.push("closeWrite() during a write");
    this.#isFinished = true;
    return this.#fault === undefined ? Promise.resolve() : Promise.reject(this.#fault);
  }

  close(): void {
    this.isClosed = true;
    this.#fault = new StreamError("closed", "Cannot use the connection: it is closed");
    this.#fail(this.#fault);
  }

  #answer(): void {
    const reading = this.#reading;
    if (reading === undefined || (this.#spoken.length === 0 && !this.#hasEnded)) return;
    this.#reading = undefined;
    reading.resolve(this.#spoken.shift() ?? null);
  }

  #fail(error: StreamError): void {
    this.#reading?.reject(error);
    this.#reading = undefined;
    this.#endWrite(error);
  }

  #endWrite(error: StreamError): void {
    this.#writing?.reject(error);
    this.#writing = undefined;
  }
}
