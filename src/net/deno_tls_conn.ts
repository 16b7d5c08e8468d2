// A StreamConn over a TLS connection of node:tls. Deno's own TLS takes nothing but a TCP socket, and a proxy may be reached
// through another one.

import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { HostPort } from "./address.ts";
import type { StreamConn } from "./stream_conn.ts";
import { StreamError } from "./stream_error.ts";

/** What TLS goes over, as we know it and as node does. */
export interface TlsCarrier {
  readonly conn: StreamConn;
  readonly duplex: Duplex;
}

export class DenoTlsConn implements StreamConn {
  readonly #socket: TLSSocket;
  readonly #carrier: TlsCarrier;
  #failure: Error | undefined;
  #changed: (() => void) | undefined;
  #ended = false;
  #closed = false;
  #finished = false;

  constructor(socket: TLSSocket, carrier: TlsCarrier) {
    this.#socket = socket;
    this.#carrier = carrier;
    const tell = () => this.#changed?.();
    socket.on("readable", tell);
    socket.on("close", tell);
    socket.on("end", () => {
      this.#ended = true;
      tell();
    });
    socket.on("error", (error) => {
      this.#failure = error;
      tell();
    });
  }

  get localAddress(): HostPort {
    return this.#carrier.conn.localAddress;
  }

  get remoteAddress(): HostPort {
    return this.#carrier.conn.remoteAddress;
  }

  async read(): Promise<Uint8Array | null> {
    for (;;) {
      if (this.#closed) throw closedError();
      const chunk: Uint8Array | null = this.#socket.read();
      if (chunk !== null) return chunk;
      if (this.#ended) return null;
      if (this.#isBroken) throw this.#broken("read");
      await new Promise<void>((resolve) => this.#changed = resolve);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#closed) throw closedError();
    if (this.#isBroken) throw this.#broken("write");
    await this.#done("write", (done) => this.#socket.write(bytes, done));
    // Node calls back without an error for what it has thrown away.
    if (this.#isBroken || this.#carrier.duplex.destroyed) throw this.#broken("write");
  }

  async closeWrite(): Promise<void> {
    if (this.#closed) throw closedError();
    if (this.#finished) return;
    this.#finished = true;
    await this.#done("finish", (done) => this.#socket.end(done));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroy();
    this.#carrier.conn.close();
  }

  keepAlive(): void {
    this.#carrier.conn.keepAlive?.();
  }

  get #isBroken(): boolean {
    return this.#failure !== undefined || this.#socket.destroyed;
  }

  /** Node calls back with an error, or with nothing. */
  #done(verb: string, run: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      run((error) => {
        if (error) {
          this.#failure ??= error;
          reject(this.#broken(verb));
        } else resolve();
      });
    });
  }

  #broken(verb: string): StreamError {
    if (this.#closed) return closedError();
    const message = `Cannot ${verb}: the TLS connection broke`;
    return new StreamError("reset", message, { cause: this.#failure });
  }
}

function closedError(): StreamError {
  return new StreamError("closed", "Cannot use the connection: it is closed");
}
