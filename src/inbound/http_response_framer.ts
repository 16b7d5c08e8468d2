// The answer to one request on its way to the client (RFC 9112 section 6.3 and 9): rewrites its heads, finds its end
// and tells what becomes of the connection. No I/O.

import { DecodeError } from "../codec/decode_error.ts";
import { type BodyLength, responseBodyLength } from "../codec/http_body_length.ts";
import { type BodyMeter, bodyMeter } from "../codec/http_body_meter.ts";
import { forwardedResponse } from "../codec/http_forwarding.ts";
import { HeadCollector } from "../codec/http_head_collector.ts";
import { type HttpRequestHead, wantsClose, wantsUpgrade } from "../codec/http_request.ts";
import { decodeResponseHead, type HttpResponseHead } from "../codec/http_response.ts";
import { concatBytes } from "../net/bytes.ts";

export type AnswerStage =
  /** No head but interim ones (1xx) so far. */
  | "head"
  | "body"
  | "complete"
  /** Another protocol has taken over (101): bytes go through as they are. */
  | "switched";

export interface PushOptions {
  /** Whether the client has sent the whole request by now. */
  readonly requestEnded: boolean;
}

const SWITCHING_PROTOCOLS = 101;

export class HttpResponseFramer {
  readonly #request: HttpRequestHead;
  #stage: AnswerStage = "head";
  #head = new HeadCollector();
  #length: BodyLength | undefined;
  #body: BodyMeter | undefined;
  #keepsAlive = false;

  constructor(request: HttpRequestHead) {
    this.#request = request;
  }

  get stage(): AnswerStage {
    return this.#stage;
  }

  /** Whether the client was told that the connection goes on after this answer. */
  get keepsAlive(): boolean {
    return this.#keepsAlive;
  }

  /**
   * The upstream's next bytes as the client shall get them: perhaps none, perhaps a part of `bytes` itself. What comes
   * after the end of the answer is left out. Throws a DecodeError when this is no answer to the request.
   */
  push(bytes: Uint8Array, options: PushOptions): Uint8Array {
    const parts: Uint8Array[] = [];
    let rest = bytes;
    while (this.#stage === "head" && rest.length > 0) {
      const found = this.#head.collect(rest);
      if (found === undefined) break;
      parts.push(this.#takeHead(decodeResponseHead(found.value), options));
      rest = rest.subarray(found.end);
    }
    if (this.#stage === "body") parts.push(this.#takeBody(rest));
    else if (this.#stage === "switched") parts.push(rest);
    return parts.length === 1 ? parts[0]! : concatBytes(...parts);
  }

  /** The upstream has finished: whether that leaves a whole answer. */
  finish(): boolean {
    if (this.#length?.kind === "until_close") this.#stage = "complete";
    return this.#stage === "complete";
  }

  #takeHead(head: HttpResponseHead, options: PushOptions): Uint8Array {
    if (head.status === SWITCHING_PROTOCOLS) return this.#switch(head, options);
    if (head.status < 200) return this.#interim(head);
    this.#length = responseBodyLength(head, this.#request.method);
    this.#body = bodyMeter(this.#length);
    this.#stage = this.#body.ended ? "complete" : "body";
    this.#keepsAlive = options.requestEnded && this.#length.kind !== "until_close" &&
      !wantsClose(this.#request);
    return forwardedResponse(head, this.#keepsAlive ? "keep-alive" : "close");
  }

  #interim(head: HttpResponseHead): Uint8Array {
    this.#head = new HeadCollector();
    // HTTP/1.0 knows none (RFC 9110 section 15.2).
    if (this.#request.version === "1.0") return new Uint8Array(0);
    return forwardedResponse(head, "none");
  }

  /** The other protocol begins where the request ends, so not before (RFC 9110 section 7.8). */
  #switch(head: HttpResponseHead, { requestEnded }: PushOptions): Uint8Array {
    if (!requestEnded || !wantsUpgrade(this.#request)) {
      throw new DecodeError("bad_field", "Cannot read answer: it switches protocols unasked");
    }
    this.#stage = "switched";
    return forwardedResponse(head, "upgrade");
  }

  #takeBody(bytes: Uint8Array): Uint8Array {
    const taken = bytes.subarray(0, this.#body!.measure(bytes));
    if (this.#body!.ended) this.#stage = "complete";
    return taken;
  }
}
