// A StreamConn over Deno's TCP socket. It owns its read buffer, whose size follows the traffic: idle connections cost
// little, and bulk ones move much in one system call.

import type { HostPort } from "./address.ts";
import { type BufferPool, IDLE_BUFFER, MESSAGE_BUFFER, READ_BUFFER } from "./buffer_pool.ts";
import type { StreamConn } from "./stream_conn.ts";
import { StreamError } from "./stream_error.ts";

/** A large buffer goes back when a read fills less than this: the flow has ebbed. */
const EBB_BYTES = 16 * 1024;

/**
 * Before so many reads a connection is not taken for an idle one, however little it says: a handshake is made of short
 * messages, and the first payload after it shall come in one piece, since the first segment to a server holds it whole.
 */
const SETTLED_READS = 8;

export class DenoTcpConn implements StreamConn {
  readonly #socket: Deno.TcpConn;
  readonly #buffers: BufferPool;
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  #wanted = MESSAGE_BUFFER;
  #reads = 0;
  #reading = false;
  #closed = false;
  #finished = false;

  constructor(socket: Deno.TcpConn, buffers: BufferPool) {
    this.#socket = socket;
    this.#buffers = buffers;
  }

  get localAddress(): HostPort {
    return hostPortOf(this.#socket.localAddr);
  }

  get remoteAddress(): HostPort {
    return hostPortOf(this.#socket.remoteAddr);
  }

  async read(): Promise<Uint8Array | null> {
    this.#refuseClosed();
    const buffer = this.#readBuffer();
    const length = await this.#readInto(buffer);
    if (length === null) {
      this.#giveBuffer();
      return null;
    }
    this.#wanted = nextSize(buffer.length, length);
    if (++this.#reads < SETTLED_READS) this.#wanted = Math.max(this.#wanted, MESSAGE_BUFFER);
    return buffer.subarray(0, length);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#refuseClosed();
    try {
      let sent = await this.#socket.write(bytes);
      while (sent < bytes.length) sent += await this.#socket.write(bytes.subarray(sent));
    } catch (error) {
      throw this.#broken("write", error);
    }
  }

  async closeWrite(): Promise<void> {
    this.#refuseClosed();
    if (this.#finished) return;
    this.#finished = true;
    try {
      await this.#socket.closeWrite();
    } catch (error) {
      // The peer has left altogether: there is nobody to tell.
      if (error instanceof Deno.errors.NotConnected) return;
      throw this.#broken("finish", error);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // Not to the pool: the holder of the lease may be sending from it. A pending read gives its buffer back itself.
    if (!this.#reading) this.#buffer = undefined;
    try {
      this.#socket.close();
    } catch {
      // Deno has closed it already: nothing is left to release.
    }
  }

  async #readInto(buffer: Uint8Array): Promise<number | null> {
    this.#reading = true;
    try {
      const length = await this.#socket.read(buffer);
      if (!this.#closed) return length;
    } catch (error) {
      if (!this.#closed) throw this.#broken("read", error);
    } finally {
      this.#reading = false;
    }
    this.#giveBuffer();
    throw new StreamError("closed", "Cannot read: closed meanwhile");
  }

  #readBuffer(): Uint8Array<ArrayBuffer> {
    if (this.#buffer !== undefined && this.#buffer.length !== this.#wanted) this.#giveBuffer();
    return this.#buffer ??= this.#buffers.take(this.#wanted);
  }

  #giveBuffer(): void {
    if (this.#buffer === undefined) return;
    this.#buffers.give(this.#buffer);
    this.#buffer = undefined;
  }

  #refuseClosed(): void {
    if (this.#closed) throw new StreamError("closed", "Cannot use the connection: it is closed");
  }

  #broken(verb: string, cause: unknown): StreamError {
    if (this.#closed) {
      return new StreamError("closed", `Cannot ${verb}: closed meanwhile`, { cause });
    }
    return new StreamError("reset", `Cannot ${verb}: the connection broke`, { cause });
  }
}

/** What the next read gets, after `length` bytes in a buffer of `size`. */
function nextSize(size: number, length: number): number {
  if (length === size) return READ_BUFFER;
  if (size === READ_BUFFER) return length < EBB_BYTES ? MESSAGE_BUFFER : READ_BUFFER;
  return length < IDLE_BUFFER ? IDLE_BUFFER : MESSAGE_BUFFER;
}

function hostPortOf(address: Deno.NetAddr): HostPort {
  return { host: address.hostname, port: address.port };
}
