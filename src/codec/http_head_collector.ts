// Where an HTTP head ends (RFC 9112 section 2.1): gathers its bytes, however they were cut, up to the empty line.
// Lines end with CRLF and nothing else: a bare LF, which one parser takes for the end of a line and another for a part
// of it, is how requests are smuggled. What the lines say is the work of http_head.ts.

import type { Decoded } from "../net/byte_reader.ts";
import { DecodeError } from "./decode_error.ts";

/** What Node and Apache allow by default, and more than browsers send. */
export const MAX_HEAD_BYTES = 16 * 1024;

const CR = 0x0d;
const LF = 0x0a;

/** Collects one head; each byte is looked at once. */
export class HeadCollector {
  #bytes = new Uint8Array(0);
  #length = 0;

  /**
   * Takes the next chunk of the stream. Once the empty line is there: the head with it, owned, and where it ends in
   * this chunk. Until then `undefined`, and the whole chunk has been taken. Throws a DecodeError when a line ends
   * with a bare LF (`bad_text`) or the head is too long (`too_long`).
   */
  collect(chunk: Uint8Array): Decoded<Uint8Array> | undefined {
    const before = this.#length;
    this.#append(chunk.subarray(0, MAX_HEAD_BYTES - before));
    const end = this.#findEnd(before);
    if (end !== undefined) return { value: this.#bytes.subarray(0, end), end: end - before };
    if (this.#length < MAX_HEAD_BYTES) return undefined;
    throw new DecodeError("too_long", `Cannot read head: it is over ${MAX_HEAD_BYTES} bytes`);
  }

  #append(chunk: Uint8Array): void {
    const length = this.#length + chunk.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = length;
  }

  /** An LF that ends an empty line stands after CR, and that one after the LF of the line before. */
  #findEnd(from: number): number | undefined {
    const bytes = this.#bytes.subarray(0, this.#length);
    for (let at = bytes.indexOf(LF, from); at !== -1; at = bytes.indexOf(LF, at + 1)) {
      if (bytes[at - 1] !== CR) {
        throw new DecodeError("bad_text", "Cannot read head: a line ends with a bare LF");
      }
      if (bytes[at - 2] === LF) return at + 1;
    }
    return undefined;
  }
}
