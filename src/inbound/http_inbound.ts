// The client's side of an HTTP proxy (RFC 9110 section 3.7): CONNECT, which ends in a tunnel, and requests for http://
// URLs, one exchange after the other on a connection that is kept alive, each to a target of its own.

import { encodeRefusal, refusalOfDial } from "../codec/http_refusal.ts";
import type { Inbound, PendingStream } from "../net/inbound.ts";
import { prefixedConn } from "../net/prefixed_conn.ts";
import type { Progress } from "../net/progress.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { Credentials } from "./credentials.ts";
import { HttpClientInput } from "./http_client_input.ts";
import { HttpExchange } from "./http_exchange.ts";
import { type HttpRequest, HttpRequestReader } from "./http_request_reader.ts";

const ESTABLISHED = new TextEncoder().encode("HTTP/1.1 200 Connection established\r\n\r\n");

/** More than is on its way when a client hears that its upload has been answered already. */
const LINGER_BYTES = 1024 * 1024;

export class HttpInbound implements Inbound {
  readonly #credentials: Credentials;

  constructor({ credentials }: { readonly credentials: Credentials }) {
    this.#credentials = credentials;
  }

  async *accept(conn: StreamConn, progress: Progress): AsyncGenerator<PendingStream> {
    const input = new HttpClientInput(conn);
    const reader = new HttpRequestReader({ conn, input, credentials: this.#credentials });
    while (await input.arrival()) {
      progress("ADDR");
      const request = await reader.next();
      if (request === undefined) return;
      const { target } = request;
      if (target.kind === "tunnel") {
        const pipelined = input.take(input.bytes.length).slice();
        yield pendingTunnel(prefixedConn(pipelined, conn), request);
        return;
      }
      const exchange = new HttpExchange({ conn, input, request, target });
      yield pendingExchange(exchange, request);
      if (exchange.keepsAlive) continue;
      if (!request.body.ended || input.bytes.length > 0) await linger(conn, input);
      return;
    }
  }
}

function pendingTunnel(client: StreamConn, { head, target, user }: HttpRequest): PendingStream {
  return {
    kind: "stream",
    target: target.address,
    user,
    client,
    proceed: () => client.write(ESTABLISHED),
    abort: (failure) =>
      client.write(
        encodeRefusal(refusalOfDial(failure), { method: head.method, connection: "close" }),
      ),
  };
}

/** Nothing is said when the target is reached: the target will answer. */
function pendingExchange(exchange: HttpExchange, { target, user }: HttpRequest): PendingStream {
  return {
    kind: "stream",
    target: target.address,
    user,
    client: exchange,
    proceed: () => Promise.resolve(),
    abort: (failure) => exchange.abort(failure),
    complete: exchange.complete,
  };
}

/** Unread bytes would turn the close into RST, which can take the answer away again (RFC 9112 section 9.6). */
async function linger(conn: StreamConn, input: HttpClientInput): Promise<void> {
  await conn.closeWrite();
  for (let left = LINGER_BYTES; left > 0 && await input.arrival();) {
    left -= input.take(input.bytes.length).length;
  }
}
