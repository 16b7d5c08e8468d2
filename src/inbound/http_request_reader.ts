// The requests of one HTTP client, up to where their bodies begin. What cannot be served gets no further than this: it
// is refused here, in HTTP, and told to the relay as a StreamError.

import { DecodeError } from "../codec/decode_error.ts";
import { requestBodyLength } from "../codec/http_body_length.ts";
import { type BodyMeter, bodyMeter } from "../codec/http_body_meter.ts";
import { HeadCollector } from "../codec/http_head_collector.ts";
import { encodeRefusal, type Refusal, refusalOfRequest } from "../codec/http_refusal.ts";
import { decodeRequestHead, type HttpRequestHead, wantsClose } from "../codec/http_request.ts";
import { parseProxyTarget, type ProxyTarget } from "../codec/http_target.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import type { Credentials } from "./credentials.ts";
import type { HttpClientInput } from "./http_client_input.ts";
import { identify } from "./http_proxy_auth.ts";

export interface HttpRequest {
  readonly head: HttpRequestHead;
  readonly target: ProxyTarget;
  /** Has measured `bodyStart`. */
  readonly body: BodyMeter;
  /** What has come of the body together with the head; leased until the input's next `arrival()`. */
  readonly bodyStart: Uint8Array;
  readonly user: string | undefined;
}

export interface HttpRequestReaderParts {
  readonly conn: StreamConn;
  readonly input: HttpClientInput;
  readonly credentials: Credentials;
}

type Unidentified = Pick<HttpRequest, "head" | "target" | "body">;

/** Requests without credentials before the connection ends. Browsers and curl's --proxy-anyauth need one. */
const MAX_ANONYMOUS = 4;

const CHALLENGE: Refusal = { status: 407, text: "this proxy asks for a user name and password" };
const WRONG: Refusal = { status: 407, text: "the user name or password is wrong" };

export class HttpRequestReader {
  readonly #conn: StreamConn;
  readonly #input: HttpClientInput;
  readonly #credentials: Credentials;

  constructor({ conn, input, credentials }: HttpRequestReaderParts) {
    this.#conn = conn;
    this.#input = input;
    this.#credentials = credentials;
  }

  /** The next request that may be served; `undefined` when the client finishes instead of sending one. */
  async next(): Promise<HttpRequest | undefined> {
    try {
      return await this.#nextAdmitted();
    } catch (cause) {
      if (!(cause instanceof DecodeError)) throw cause;
      await this.#refuse(refusalOfRequest(cause), undefined);
      throw new StreamError("rejected", cause.message, { cause });
    }
  }

  async #nextAdmitted(): Promise<HttpRequest | undefined> {
    for (let anonymous = 1;; anonymous++) {
      const request = await this.#read();
      if (request === undefined) return undefined;
      const visitor = identify(request.head, this.#credentials);
      switch (visitor.kind) {
        case "admitted":
          return { ...request, user: visitor.user, bodyStart: this.#takeBody(request.body) };
        case "refused":
          await this.#refuse(WRONG, request.head.method);
          throw unidentified("its user name or password is wrong");
        case "anonymous":
          if (anonymous === MAX_ANONYMOUS || mustClose(request)) {
            await this.#refuse(CHALLENGE, request.head.method);
            throw unidentified("it gives no user name and password");
          }
          await this.#challenge(request.head.method);
      }
    }
  }

  async #read(): Promise<Unidentified | undefined> {
    const bytes = await this.#readHead();
    if (bytes === undefined) return undefined;
    const head = decodeRequestHead(bytes);
    const body = bodyMeter(requestBodyLength(head));
    return { head, target: parseProxyTarget(head), body };
  }

  async #readHead(): Promise<Uint8Array | undefined> {
    if (!await this.#input.arrival()) return undefined;
    const collector = new HeadCollector();
    while (await this.#input.arrival()) {
      const head = collector.collect(this.#input.bytes);
      this.#input.take(head?.end ?? this.#input.bytes.length);
      if (head !== undefined) return head.value;
    }
    throw new StreamError("truncated", "Cannot read request: the stream ended inside its head");
  }

  #takeBody(body: BodyMeter): Uint8Array {
    return this.#input.take(body.measure(this.#input.bytes));
  }

  /** Refuses the request but not the client, who may try again on this connection. */
  async #challenge(method: string): Promise<void> {
    await this.#conn.write(encodeRefusal(CHALLENGE, { method, connection: "keep-alive" }));
  }

  /** The last answer on this connection. */
  async #refuse(refusal: Refusal, method: string | undefined): Promise<void> {
    await this.#conn.write(encodeRefusal(refusal, { method, connection: "close" }));
  }
}

/** A body would have to be read before the next request, and after "Expect: 100-continue" it may never come. */
function mustClose({ head, body }: Unidentified): boolean {
  return !body.ended || wantsClose(head);
}

function unidentified(reason: string): StreamError {
  return new StreamError("bad_credentials", `Cannot serve HTTP client: ${reason}`);
}
