// TLS as the client of a server, over any StreamConn. The certificate is always verified, and that it is the server's.

import type { ConnectionOptions } from "node:tls";
import { duplexOver } from "./deno_stream_duplex.ts";
import { DenoTlsConn } from "./deno_tls_conn.ts";
import { isIp } from "./ip_address.ts";
import type { StreamConn } from "./stream_conn.ts";

// Not `import`, which a bundle would move to its top, for everybody to wait for.
const { connect } = await import("node:tls");

export interface TlsClientParts {
  /** Whom the certificate must be of: a name or an IP literal. */
  readonly serverName: string;
  /**
   * In PEM: one of them must have signed the certificate; empty: one that the system trusts. Not both, because node's
   * `ca` takes the place of the system's, which nobody may list without a permission, and which take 25 ms to read for
   * each connection (measured).
   */
  readonly authorities: readonly string[];
}

export class DenoTlsClient {
  readonly #options: ConnectionOptions;

  constructor({ serverName, authorities }: TlsClientParts) {
    this.#options = {
      host: serverName,
      // RFC 6066 section 3: an address is never sent as a name.
      ...(!isIp(serverName) && { servername: serverName }),
      ...(authorities.length > 0 && { ca: [...authorities] }),
      rejectUnauthorized: true,
      ALPNProtocols: ["http/1.1"],
    };
  }

  /**
   * Resolves once both are sure of each other; then `conn` belongs to the result. Rejects when the server is not who it
   * should be or the connection breaks, and then the caller closes `conn`, which also ends a handshake under way.
   */
  secure(conn: StreamConn): Promise<StreamConn> {
    const { promise, resolve, reject } = Promise.withResolvers<StreamConn>();
    const duplex = duplexOver(conn);
    const socket = connect({ ...this.#options, socket: duplex });
    const secured = new DenoTlsConn(socket, { conn, duplex });
    socket.once("secureConnect", () => resolve(secured));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("Cannot speak TLS: the connection was closed")));
    return promise;
  }
}
