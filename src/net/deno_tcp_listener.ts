// A StreamListener over Deno.listen.

import type { HostPort } from "./address.ts";
import type { BufferPool } from "./buffer_pool.ts";
import { DenoTcpConn } from "./deno_tcp_conn.ts";
import { applyTcpOptions } from "./tcp_options.ts";
import type { TcpOptions } from "./tcp_options.ts";
import type { StreamConn, StreamListener } from "./stream_conn.ts";

export interface ListenOptions {
  readonly buffers: BufferPool;
  readonly tcp: TcpOptions;
  /** Let other processes listen on the same port (Linux: the kernel spreads the connections). */
  readonly reusePort: boolean;
}

/** Throws Deno's own error when the address cannot be had. Port 0: the system picks one. */
export function listenTcp(address: HostPort, options: ListenOptions): StreamListener {
  const listener = Deno.listen({
    hostname: address.host,
    port: address.port,
    // Deno's default backlog of 511 drops connections in a burst; the kernel caps this at somaxconn.
    ...{ tcpBacklog: 4096 },
    // Without the unstable `net` API, `reusePort` ends the process at once instead of throwing.
    ...(options.reusePort && "listenDatagram" in Deno ? { reusePort: true } : {}),
  });
  return new DenoTcpListener(listener, options);
}

class DenoTcpListener implements StreamListener {
  readonly #listener: Deno.TcpListener;
  readonly #options: ListenOptions;
  readonly address: HostPort;

  constructor(listener: Deno.TcpListener, options: ListenOptions) {
    this.#listener = listener;
    this.#options = options;
    this.address = { host: listener.addr.hostname, port: listener.addr.port };
  }

  async accept(): Promise<StreamConn> {
    const socket = await this.#listener.accept();
    applyTcpOptions(socket, this.#options.tcp);
    return new DenoTcpConn(socket, this.#options.buffers);
  }

  close(): void {
    try {
      this.#listener.close();
    } catch {
      // Closed before: that is what was asked for.
    }
  }
}
