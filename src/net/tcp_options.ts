// The two socket options that Deno lets a program set.

export interface TcpOptions {
  /** TCP_NODELAY: send small segments at once. */
  readonly noDelay: boolean;
  /** SO_KEEPALIVE, with the system's intervals. */
  readonly keepAlive: boolean;
}

interface TunableSocket {
  setNoDelay(noDelay: boolean): void;
  setKeepAlive(keepAlive: boolean): void;
}

export function applyTcpOptions(socket: TunableSocket, options: TcpOptions): void {
  try {
    if (options.noDelay) socket.setNoDelay(true);
    if (options.keepAlive) socket.setKeepAlive(true);
  } catch {
    // The peer is gone already: the first read will say so.
  }
}
