// Where the reading of a pattern has come to.

import { PatternError } from "./pattern_error.ts";

export class TextCursor {
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get offset(): number {
    return this.#offset;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#text.length;
  }

  sees(expected: string): boolean {
    return this.#text.startsWith(expected, this.#offset);
  }

  skip(expected: string): boolean {
    if (!this.sees(expected)) return false;
    this.#offset += expected.length;
    return true;
  }

  /** `expression` is sticky. */
  take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#offset;
    const match = expression.exec(this.#text);
    if (match === null) return undefined;
    this.#offset += match[0].length;
    return match;
  }

  /** The next character, however many units it has; empty at the end. */
  next(): string {
    const code = this.#text.codePointAt(this.#offset);
    if (code === undefined) return "";
    const character = String.fromCodePoint(code);
    this.#offset += character.length;
    return character;
  }

  /** About what stands here, or what is missing at the end. */
  error(message: string, hint: string): PatternError {
    return new PatternError(message, {
      offset: Math.min(this.#offset, this.#text.length - 1),
      hint,
    });
  }
}
