// Through an HTTP proxy by CONNECT (RFC 9110 section 9.3.6), in the clear or over TLS.

import { type BasicCredentials, formatBasic } from "../codec/http_basic.ts";
import { encodeConnectRequest, failureForStatus } from "../codec/http_connect.ts";
import type { HostPort } from "../net/address.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";
import { readConnectAnswer } from "./http_connect_answer.ts";
import { type ProxyParts, throughProxy } from "./proxy_handshake.ts";
import { notLetIn, ProxyRefusal } from "./proxy_refusal.ts";
import { refuseToAwait } from "./refuse_to_await.ts";
import { requestBytes } from "./request_bytes.ts";

export interface HttpConnectParts extends ProxyParts {
  readonly credentials: BasicCredentials | undefined;
  /** TLS with the proxy, over a connection to it. Absent: all is in the clear. */
  readonly secure?: (conn: StreamConn) => Promise<StreamConn>;
}

export class HttpConnectDialer implements StreamDialer {
  readonly #parts: HttpConnectParts;
  readonly #authorization: string | undefined;

  /** Throws a RangeError when the credentials do not fit (formatBasic). */
  constructor(parts: HttpConnectParts) {
    this.#parts = parts;
    this.#authorization = parts.credentials && formatBasic(parts.credentials);
  }

  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    refuseToAwait(options);
    const { secure = plain } = this.#parts;
    const request = requestBytes(() => encodeConnectRequest(target, this.#authorization));
    return await throughProxy(this.#parts, options, async (transport) => {
      const conn = await secure(transport);
      await conn.write(request);
      const { status, rest } = await readConnectAnswer(conn);
      if (status < 200 || status > 299) throw this.#refusal(status);
      return prefixedConn(rest, conn);
    });
  }

  #refusal(status: number): ProxyRefusal {
    // 401 by mistake (tinyproxy): it is the word of servers.
    if (status === 407 || status === 401) {
      return notLetIn(
        this.#authorization === undefined
          ? "it wants a user name and password"
          : "it refuses our user name and password",
      );
    }
    const message = `it answers with status ${status}`;
    const failure = failureForStatus(status);
    if (failure !== undefined) return new ProxyRefusal(message, { failure, at: "target" });
    // Some say so when the target cannot be reached (tinyproxy), others when they are broken.
    const at = status === 500 ? "request" : "upstream";
    return new ProxyRefusal(message, { failure: "other", at });
  }
}

function plain(conn: StreamConn): Promise<StreamConn> {
  return Promise.resolve(conn);
}
