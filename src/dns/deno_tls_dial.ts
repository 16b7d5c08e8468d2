// How this process opens a TLS connection to a DNS server (RFC 7858). A name is resolved first, by whoever knows more than
// the server that is being looked for; the certificate must be for what the user has written.

import type { HostPort } from "../net/address.ts";
import type { BufferPool } from "../net/buffer_pool.ts";
import { DenoTcpConn, PAYLOAD } from "../net/deno_tcp_conn.ts";
import type { Resolver } from "../net/resolver.ts";
import type { StreamConn } from "../net/stream_conn.ts";

export interface TlsDialParts {
  readonly bootstrap: Resolver;
  readonly buffers: BufferPool;
  /** Trusted besides those that the system trusts, in PEM. */
  readonly caCerts: readonly string[];
}

export type TlsDial = (server: HostPort, signal: AbortSignal) => Promise<StreamConn>;

export function tlsDialer({ bootstrap, buffers, caCerts }: TlsDialParts): TlsDial {
  return async ({ host, port }, signal) => {
    const [hostname] = await bootstrap.resolve(host, { signal });
    const socket = await Deno.connect({ hostname: hostname!, port, signal });
    try {
      const secured = await Deno.startTls(socket, { hostname: host, caCerts: [...caCerts] });
      // The handshake happens with the first bytes; whoever asks has a deadline.
      return new DenoTcpConn(secured, { buffers, habit: PAYLOAD });
    } catch (error) {
      socket.close();
      throw error;
    }
  };
}
