// Through a Shadowsocks server. The dial is over when the transport to the server is up; nothing has been sent then, and
// whether the server reaches the target shows in the stream.

import { encodeAddress } from "../codec/address_header.ts";
import { formatHostPort, type HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import { DialError, failedOnTheWay } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";
import { HeaderFirstConn } from "./header_first_conn.ts";
import { refuseToAwait } from "./refuse_to_await.ts";
import { requestBytes } from "./request_bytes.ts";

export interface ShadowsocksParts {
  readonly server: HostPort;
  /** Where that is the server's plugin on this machine: the server itself, for the log. */
  readonly behindPlugin?: HostPort | undefined;
  /** How the server itself is reached. */
  readonly transport: StreamDialer;
  /** Plain bytes over a connection to the server. */
  readonly wrap: (conn: StreamConn) => StreamConn;
  readonly clock: Clock;
}

export class ShadowsocksDialer implements StreamDialer {
  readonly #parts: ShadowsocksParts;

  constructor(parts: ShadowsocksParts) {
    this.#parts = parts;
  }

  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    refuseToAwait(options);
    const { server, transport, wrap, clock } = this.#parts;
    const header = requestBytes(() => encodeAddress(target));
    const conn = await transport.dial(server, options).catch((error) => {
      throw serverError(error, this.#parts);
    });
    return new HeaderFirstConn(wrap(conn), { header, clock });
  }
}

/** Whoever reads the log shall not take it for the target's failure. */
function serverError(cause: unknown, { server, behindPlugin }: ShadowsocksParts): unknown {
  if (!(cause instanceof DialError) || cause.failure === "cancelled") return cause;
  const whom = behindPlugin === undefined
    ? `the Shadowsocks server ${formatHostPort(server)}`
    : `the plugin of the Shadowsocks server ${formatHostPort(behindPlugin)}`;
  const message = `Cannot reach ${whom}: ${cause.message}`;
  return new DialError(cause.failure, message, { cause, at: failedOnTheWay(cause) });
}
