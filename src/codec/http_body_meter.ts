// Where the body of a message ends in a stream of bytes (RFC 9112 section 6). A meter changes no byte and keeps none:
// it only tells how many of the next ones belong to the body.

import type { BodyLength } from "./http_body_length.ts";
import { ChunkedMeter } from "./http_chunked_meter.ts";

export interface BodyMeter {
  /** The body is whole; at once when it is empty. */
  readonly ended: boolean;
  /** How many of `bytes`, the next of the stream, belong to the body; fewer than all only when it ends among them. */
  measure(bytes: Uint8Array): number;
}

export function bodyMeter(length: BodyLength): BodyMeter {
  switch (length.kind) {
    case "known":
      return new KnownLengthMeter(length.bytes);
    case "chunked":
      return new ChunkedMeter();
    case "until_close":
      return new EndlessMeter();
  }
}

class KnownLengthMeter implements BodyMeter {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get ended(): boolean {
    return this.#left === 0;
  }

  measure(bytes: Uint8Array): number {
    const taken = Math.min(this.#left, bytes.length);
    this.#left -= taken;
    return taken;
  }
}

class EndlessMeter implements BodyMeter {
  readonly ended = false;

  measure(bytes: Uint8Array): number {
    return bytes.length;
  }
}
