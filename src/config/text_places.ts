// Lines and columns, as editors count them, of offsets into a text that only grow: one pass over the text for all.

import type { LocationRange } from "@humanwhocodes/momoa";

export class TextPlaces {
  readonly #text: string;
  #line = 1;
  #lineStart = 0;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The one that was asked for last. */
  get last(): LocationRange {
    const offset = this.#offset;
    const place = { line: this.#line, column: offset - this.#lineStart + 1, offset };
    return { start: place, end: place };
  }

  /** A value that is not written, which has no offset, stands where the last thing does. */
  at(offset: number | undefined): LocationRange {
    this.#offset = offset ?? this.#offset;
    for (;;) {
      const lineEnd = this.#text.indexOf("\n", this.#lineStart);
      if (lineEnd < 0 || lineEnd >= this.#offset) return this.last;
      this.#line++;
      this.#lineStart = lineEnd + 1;
    }
  }
}
