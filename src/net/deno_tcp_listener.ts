// A StreamListener over Deno.listen.

import type { HostPort } from "./address.ts";
import type { BufferPool } from "./buffer_pool.ts";
import { DenoTcpConn, type DenoTcpParts, HANDSHAKE, type ReadHabit } from "./deno_tcp_conn.ts";
import { listenErrorOf } from "./deno_listen_failure.ts";
import { portSharing } from "./deno_port_sharing.ts";
import { turnNewcomersAway } from "./deno_turn_away.ts";
import type { DenoTurns } from "./deno_turns.ts";
import { ListenError } from "./listen_error.ts";
import { applyTcpOptions, type TcpOptions } from "./tcp_options.ts";
import type { StreamConn, StreamListener } from "./stream_conn.ts";

export interface ListenOptions {
  readonly buffers: BufferPool;
  readonly turns?: DenoTurns;
  readonly tcp: TcpOptions;
  /** Of what is accepted; by default that of a client which may have much to say before its payload. */
  readonly habit?: ReadHabit;
  /** Let other processes listen on the same port (Linux: the kernel spreads the connections). */
  readonly reusePort: boolean;
}

/** Throws a ListenError when the address cannot be had. Port 0: the system picks one. */
export function listenTcp(address: HostPort, options: ListenOptions): StreamListener {
  if (options.reusePort && portSharing() === "needs_unstable_net") {
    // Deno would end the process at once instead of throwing.
    throw new ListenError("unshareable", "Cannot share a port without the unstable net API");
  }
  try {
    return new DenoTcpListener(listen(address, options.reusePort), options);
  } catch (cause) {
    throw listenErrorOf(cause, address);
  }
}

function listen({ host, port }: HostPort, reusePort: boolean): Deno.TcpListener {
  return Deno.listen({
    hostname: host,
    port,
    // Deno's default of 511 drops connections in a burst; the kernel caps this at somaxconn.
    ...{ tcpBacklog: 4096 },
    ...(reusePort ? { reusePort } : {}),
  });
}

class DenoTcpListener implements StreamListener {
  readonly #listener: Deno.TcpListener;
  readonly #options: ListenOptions;
  readonly #parts: DenoTcpParts;
  readonly address: HostPort;

  constructor(listener: Deno.TcpListener, options: ListenOptions) {
    this.#listener = listener;
    this.#options = options;
    const { buffers, turns, habit = HANDSHAKE } = options;
    this.#parts = { buffers, turns, habit };
    this.address = { host: listener.addr.hostname, port: listener.addr.port };
  }

  async accept(): Promise<StreamConn> {
    const socket = await this.#listener.accept();
    applyTcpOptions(socket, this.#options.tcp);
    return new DenoTcpConn(socket, this.#parts);
  }

  turnAway(): void {
    turnNewcomersAway(this.address.port);
  }

  close(): void {
    try {
      this.#listener.close();
    } catch {
      // Closed before: that is what was asked for.
    }
  }
}
