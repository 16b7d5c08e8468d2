// A StreamListener over Deno.listen.

import type { HostPort } from "./address.ts";
import type { BufferPool } from "./buffer_pool.ts";
import { ACCEPTED, DenoTcpConn, type DenoTcpParts } from "./deno_tcp_conn.ts";
import { portSharing } from "./deno_port_sharing.ts";
import type { DenoTurns } from "./deno_turns.ts";
import { isIp } from "./ip_address.ts";
import { ListenError, type ListenFailure } from "./listen_error.ts";
import { applyTcpOptions, type TcpOptions } from "./tcp_options.ts";
import type { StreamConn, StreamListener } from "./stream_conn.ts";

export interface ListenOptions {
  readonly buffers: BufferPool;
  readonly turns?: DenoTurns;
  readonly tcp: TcpOptions;
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
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new ListenError(failureOf(cause, address), text, { cause });
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

function failureOf(cause: unknown, { host }: HostPort): ListenFailure {
  if (cause instanceof Deno.errors.AddrInUse) return "in_use";
  if (cause instanceof Deno.errors.AddrNotAvailable) return "not_ours";
  if (cause instanceof Deno.errors.PermissionDenied) return "not_permitted";
  // A lookup that finds nothing has no class of its own, and unlike what the system says of a socket, no code.
  if (!isIp(host) && cause instanceof Error && !("code" in cause)) return "name_not_found";
  return "other";
}

class DenoTcpListener implements StreamListener {
  readonly #listener: Deno.TcpListener;
  readonly #options: ListenOptions;
  readonly #parts: DenoTcpParts;
  readonly address: HostPort;

  constructor(listener: Deno.TcpListener, options: ListenOptions) {
    this.#listener = listener;
    this.#options = options;
    const { buffers, turns } = options;
    this.#parts = { buffers, turns, habit: ACCEPTED };
    this.address = { host: listener.addr.hostname, port: listener.addr.port };
  }

  async accept(): Promise<StreamConn> {
    const socket = await this.#listener.accept();
    applyTcpOptions(socket, this.#options.tcp);
    return new DenoTcpConn(socket, this.#parts);
  }

  close(): void {
    try {
      this.#listener.close();
    } catch {
      // Closed before: that is what was asked for.
    }
  }
}
