// A part of a link that knows the column where it begins, so that whatever is wrong inside it can be pointed at.

import { LinkError } from "./share_link.ts";

export class LinkPiece {
  readonly text: string;
  readonly column: number;
  /** Whether the characters of the text stand one by one in the link. */
  readonly #isVerbatim: boolean;

  constructor(text: string, column: number, { isVerbatim = true } = {}) {
    this.text = text;
    this.column = column;
    this.#isVerbatim = isVerbatim;
  }

  /** What this part stands for; all of it is found where the part begins. */
  meaning(text: string): LinkPiece {
    return new LinkPiece(text, this.column, { isVerbatim: false });
  }

  slice(start: number, end?: number): LinkPiece {
    const column = this.#isVerbatim ? this.column + start : this.column;
    return new LinkPiece(this.text.slice(start, end), column, { isVerbatim: this.#isVerbatim });
  }

  /** What is before and after `separator`, the first one; all of it and nothing where there is none. */
  cut(separator: string): readonly [LinkPiece, LinkPiece | undefined] {
    return this.#cutAt(this.text.indexOf(separator));
  }

  cutLast(separator: string): readonly [LinkPiece, LinkPiece | undefined] {
    return this.#cutAt(this.text.lastIndexOf(separator));
  }

  split(separator: string): readonly LinkPiece[] {
    let start = 0;
    return this.text.split(separator).map(({ length }) => {
      const piece = this.slice(start, start + length);
      start += length + separator.length;
      return piece;
    });
  }

  /** What its percent signs stand for. Throws a LinkError that points at the one that stands for nothing. */
  percentDecoded(what: string): string {
    try {
      return decodeURIComponent(this.text);
    } catch {
      const wrong = /%(?![0-9A-Fa-f]{2})/.exec(this.text);
      if (wrong === null) {
        throw this.fault(`${what} is not UTF-8`, "percent-encode its UTF-8 bytes");
      }
      throw this.slice(wrong.index).fault(`${what} has a lone %`, "write % as %25");
    }
  }

  /** For whoever reads on: this part is wrong. */
  fault(message: string, hint: string): LinkError {
    return new LinkError({ column: this.column, message, hint });
  }

  #cutAt(index: number): readonly [LinkPiece, LinkPiece | undefined] {
    return index < 0 ? [this, undefined] : [this.slice(0, index), this.slice(index + 1)];
  }
}
