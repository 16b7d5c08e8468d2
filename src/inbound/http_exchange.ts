// One request of an HTTP client and its answer, as the relay sees them: a StreamConn that gives the request as the
// target shall get it, and takes the target's bytes to answer the client.
//
//   read()    head, body ---> nothing, while the answer is not complete ---> null
//   write()   interim heads, head, body ---> complete: what comes then is dropped
//                         `-> 101: from then on the bytes are another protocol's, and go through untouched

import { DecodeError } from "../codec/decode_error.ts";
import { forwardedRequest } from "../codec/http_forwarding.ts";
import { encodeRefusal, type Refusal, refusalOfDial } from "../codec/http_refusal.ts";
import type { ForwardTarget } from "../codec/http_target.ts";
import type { HostPort } from "../net/address.ts";
import { concatBytes } from "../net/bytes.ts";
import type { DialFailure } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError } from "../net/stream_error.ts";
import type { HttpClientInput } from "./http_client_input.ts";
import type { HttpRequest } from "./http_request_reader.ts";
import { HttpRequestStream } from "./http_request_stream.ts";
import { HttpResponseFramer } from "./http_response_framer.ts";

export interface HttpExchangeParts {
  readonly conn: StreamConn;
  readonly input: HttpClientInput;
  readonly request: HttpRequest;
  readonly target: ForwardTarget;
}

const NO_ANSWER: Refusal = {
  status: 502,
  text: "no answer: the target, or a proxy on the way to it, ended the connection",
};
const BAD_ANSWER: Refusal = { status: 502, text: "the target's answer is not HTTP" };

export class HttpExchange implements StreamConn {
  readonly #conn: StreamConn;
  readonly #method: string;
  readonly #request: HttpRequestStream;
  readonly #answer: HttpResponseFramer;
  readonly #completed = Promise.withResolvers<void>();
  /** The client has got a final head. */
  #answered = false;

  constructor({ conn, input, request: { head, body, bodyStart }, target }: HttpExchangeParts) {
    const opening = concatBytes(forwardedRequest(head, target), bodyStart);
    this.#conn = conn;
    this.#method = head.method;
    this.#request = new HttpRequestStream({ input, opening, body });
    this.#answer = new HttpResponseFramer(head);
  }

  get localAddress(): HostPort {
    return this.#conn.localAddress;
  }

  get remoteAddress(): HostPort {
    return this.#conn.remoteAddress;
  }

  /** Resolves once the client has all of the answer. */
  get complete(): Promise<void> {
    return this.#completed.promise;
  }

  /** Whether the next request may follow on the connection. */
  get keepsAlive(): boolean {
    return this.#answer.stage === "complete" && this.#answer.keepsAlive;
  }

  read(): Promise<Uint8Array | null> {
    return this.#request.read();
  }

  async write(bytes: Uint8Array): Promise<void> {
    const framed = await this.#frame(bytes);
    if (framed.length > 0) await this.#conn.write(framed);
    this.#followAnswer();
  }

  /** The upstream has finished: that ends some answers, and cuts off others. */
  async closeWrite(): Promise<void> {
    if (this.#answer.stage === "switched") return await this.#conn.closeWrite();
    if (!this.#answer.finish()) {
      await this.#apologize(NO_ANSWER);
      throw new StreamError("truncated", "Cannot pass on the answer: it ended too early");
    }
    this.#followAnswer();
  }

  close(): void {
    this.#conn.close();
  }

  /** Instead of an answer. What the client still sends can be read, and is of no use. */
  async abort(failure: DialFailure): Promise<void> {
    await this.#apologize(refusalOfDial(failure));
    this.#request.decide("raw");
  }

  #followAnswer(): void {
    switch (this.#answer.stage) {
      case "head":
        break;
      case "body":
        this.#answered = true;
        break;
      case "switched":
        this.#request.decide("raw");
        break;
      case "complete":
        this.#request.decide("over");
        this.#completed.resolve();
    }
  }

  async #frame(bytes: Uint8Array): Promise<Uint8Array> {
    try {
      return this.#answer.push(bytes, { requestEnded: this.#request.ended });
    } catch (cause) {
      if (!(cause instanceof DecodeError)) throw cause;
      await this.#apologize(BAD_ANSWER);
      throw new StreamError("malformed", cause.message, { cause });
    }
  }

  /** An answer of our own, where the client has none yet. */
  async #apologize(refusal: Refusal): Promise<void> {
    if (this.#answered) return;
    await this.#conn.write(
      encodeRefusal(refusal, { method: this.#method, connection: "close" }),
    );
  }
}
