// The request of one exchange as the target gets it: head and body, then nothing, until it is decided what the client's
// further bytes are.

import { DecodeError } from "../codec/decode_error.ts";
import type { BodyMeter } from "../codec/http_body_meter.ts";
import { StreamError } from "../net/stream_error.ts";
import type { HttpClientInput } from "./http_client_input.ts";

/** What the client's further bytes are. */
export type FurtherBytes =
  /** The rest of this request; then the next one, which waits. */
  | "request"
  /** None of HTTP's: after 101, and where the request was refused. */
  | "raw"
  /** Another exchange's. */
  | "over";

export interface HttpRequestStreamParts {
  readonly input: HttpClientInput;
  /** What the first read gives: the head, and the body as far as `body` has measured it. */
  readonly opening: Uint8Array;
  readonly body: BodyMeter;
}

export class HttpRequestStream {
  readonly #input: HttpClientInput;
  readonly #body: BodyMeter;
  #opening: Uint8Array | undefined;
  #further: FurtherBytes = "request";
  /** Ends the wait of the current read. */
  #wake = () => {};

  constructor({ input, opening, body }: HttpRequestStreamParts) {
    this.#input = input;
    this.#opening = opening;
    this.#body = body;
  }

  /** Whether the client has sent the whole request. */
  get ended(): boolean {
    return this.#body.ended;
  }

  /**
   * As StreamConn.read(). Does not end with the request: that would be FIN for the target, and many servers take it for
   * a client that has left. It ends when the exchange does, or when the client itself has finished.
   */
  async read(): Promise<Uint8Array | null> {
    if (this.#opening !== undefined) return this.#takeOpening();
    const arrived = await this.#arrival();
    if (this.#further === "request" && !this.ended) return arrived ? this.#takeBody() : null;
    if (this.#further === "request" && arrived) await this.#decision();
    if (this.#further !== "raw" || !await this.#input.arrival()) return null;
    return this.#input.take(this.#input.bytes.length);
  }

  /** Decides what comes after this request; also for a read that waits. */
  decide(further: "raw" | "over"): void {
    this.#further = further;
    this.#wake();
  }

  #takeOpening(): Uint8Array {
    const opening = this.#opening!;
    this.#opening = undefined;
    return opening;
  }

  #takeBody(): Uint8Array {
    try {
      return this.#input.take(this.#body.measure(this.#input.bytes));
    } catch (cause) {
      if (!(cause instanceof DecodeError)) throw cause;
      throw new StreamError("rejected", cause.message, { cause });
    }
  }

  /** Resolves with `false` when the client has finished, or when there is a decision before more comes. */
  #arrival(): Promise<boolean> {
    if (this.#further === "over") return Promise.resolve(false);
    // Not Promise.race(): what it leaves at a promise that outlives each read would add up in a long upload.
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(false);
      this.#input.arrival().then(resolve, reject);
    });
  }

  #decision(): Promise<void> {
    this.#input.keep();
    return new Promise((resolve) => this.#wake = resolve);
  }
}
