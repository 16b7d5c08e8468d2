// A StreamConn over Deno's TCP socket. It owns its read buffer, whose size follows the traffic: idle connections cost
// little, and bulk ones move much in one system call.

import type { HostPort } from "./address.ts";
import {
  type BufferPool,
  BULK_BUFFER,
  IDLE_BUFFER,
  MESSAGE_BUFFER,
  READ_BUFFER,
} from "./buffer_pool.ts";
import type { DenoTurns } from "./deno_turns.ts";
import { SteadyFlow } from "./steady_flow.ts";
import type { StreamConn } from "./stream_conn.ts";
import { StreamError } from "./stream_error.ts";
import { applyTcpOptions } from "./tcp_options.ts";

/** What the reads of a connection are for. */
export interface ReadHabit {
  /**
   * Before so many reads it is not taken for an idle one, however little it says: a handshake is made of short messages,
   * and the first payload after it shall come in one piece, since the first segment to a server holds it whole.
   */
  readonly settledAfter: number;
}

/** There may be a handshake to get through. */
export const HANDSHAKE: ReadHabit = { settledAfter: 8 };
/** All of it is passed on, from the first byte. */
export const PAYLOAD: ReadHabit = { settledAfter: 1 };

export interface DenoTcpParts {
  readonly buffers: BufferPool;
  /** Without them a bulk transfer holds up everybody else. */
  readonly turns?: DenoTurns | undefined;
  readonly habit: ReadHabit;
}

export class DenoTcpConn implements StreamConn {
  /** TCP, or TLS over it. */
  readonly #socket: Deno.Conn<Deno.NetAddr>;
  readonly #parts: DenoTcpParts;
  #buffer: Uint8Array<ArrayBuffer> | undefined;
  readonly #flow = new SteadyFlow();
  #wanted = MESSAGE_BUFFER;
  #reads = 0;
  #reading = false;
  #closed = false;
  #finished = false;

  constructor(socket: Deno.Conn<Deno.NetAddr>, parts: DenoTcpParts) {
    this.#socket = socket;
    this.#parts = parts;
  }

  get localAddress(): HostPort {
    return hostPortOf(this.#socket.localAddr);
  }

  get remoteAddress(): HostPort {
    return hostPortOf(this.#socket.remoteAddr);
  }

  async read(): Promise<Uint8Array | null> {
    this.#refuseClosed();
    if (this.#isBulk) this.#flow.returned(performance.now());
    const buffer = this.#nextBuffer();
    let length: number | null;
    this.#reading = true;
    try {
      // What filled a buffer may go on for long without ever having to wait.
      const turn = this.#isBulk ? this.#parts.turns?.due() : undefined;
      if (turn !== undefined) await turn;
      length = await this.#socket.read(buffer);
    } catch (error) {
      this.#giveBuffer();
      throw this.#broken("read", error);
    } finally {
      this.#reading = false;
    }
    if (this.#closed || length === null) this.#giveBuffer();
    this.#refuseClosed();
    return length === null ? null : this.#lease(buffer, length);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#refuseClosed();
    let sent = 0;
    try {
      sent = await this.#socket.write(bytes);
      while (sent < bytes.length) sent += await this.#socket.write(bytes.subarray(sent));
    } catch (error) {
      // TLS may have sent a part of what it says it could not send.
      throw this.#broken("write", error, { isUntouched: sent === 0 && isPlain(this.#socket) });
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
    // The holder of the lease may be sending from it. A pending read gives its buffer back itself.
    if (!this.#reading) this.#abandonBuffer();
    try {
      this.#socket.close();
    } catch {
      // Deno has closed it already: nothing is left to release.
    }
  }

  /** TLS connections of Deno do not have it. */
  keepAlive(): void {
    const socket = this.#socket;
    if (this.#closed || !isPlain(socket)) return;
    applyTcpOptions(socket, { noDelay: false, keepAlive: true });
  }

  #lease(buffer: Uint8Array, length: number): Uint8Array {
    this.#wanted = nextSize(buffer.length, length);
    if (this.#isBulk) this.#flow.leased(length, performance.now());
    if (++this.#reads < this.#parts.habit.settledAfter) {
      this.#wanted = Math.max(this.#wanted, MESSAGE_BUFFER);
    }
    return buffer.subarray(0, length);
  }

  get #isBulk(): boolean {
    return this.#wanted >= READ_BUFFER;
  }

  #nextBuffer(): Uint8Array<ArrayBuffer> {
    if (this.#buffer !== undefined && this.#buffer.length !== this.#wanted) this.#giveBuffer();
    return this.#buffer ??= this.#wanted === BULK_BUFFER && this.#flow.isSteady
      ? this.#parts.buffers.takeBulk()
      : this.#parts.buffers.take(Math.min(this.#wanted, READ_BUFFER));
  }

  #giveBuffer(): void {
    if (this.#buffer === undefined) return;
    this.#parts.buffers.give(this.#buffer);
    this.#buffer = undefined;
  }

  #abandonBuffer(): void {
    if (this.#buffer !== undefined) this.#parts.buffers.abandon(this.#buffer);
    this.#buffer = undefined;
  }

  #refuseClosed(): void {
    if (this.#closed) throw new StreamError("closed", "Cannot use the connection: it is closed");
  }

  #broken(verb: string, cause: unknown, { isUntouched = false } = {}): StreamError {
    if (this.#closed) {
      return new StreamError("closed", `Cannot ${verb}: closed meanwhile`, { cause });
    }
    const options = { cause, isUntouched };
    return new StreamError("reset", `Cannot ${verb}: the connection broke`, options);
  }
}

/**
 * What the next read gets, after `length` bytes in a buffer of `size`. A read that waits keeps its buffer for as long as
 * nothing comes, so whatever did not fill its buffer may have been the last word for hours, and the next read is a small
 * one. Measured: of a bulk flow's reads 94 to 99 % come back full, so it costs that nothing; answers of 24 to 48 KB with
 * a pause after each cost a third more CPU time than with a rule that kept 64 KiB for them, which each idle connection
 * would then hold for ever.
 */
function nextSize(size: number, length: number): number {
  if (length === size) return size < READ_BUFFER ? READ_BUFFER : BULK_BUFFER;
  if (length < IDLE_BUFFER) return IDLE_BUFFER;
  // A message comes in one piece when the one before it was as short.
  return length < MESSAGE_BUFFER ? MESSAGE_BUFFER : IDLE_BUFFER;
}

/** Not TLS, whose connections have no options of their own. */
function isPlain(socket: Deno.Conn<Deno.NetAddr>): socket is Deno.TcpConn {
  return "setKeepAlive" in socket;
}

function hostPortOf(address: Deno.NetAddr): HostPort {
  return { host: address.hostname, port: address.port };
}
