// What a program says, cut into lines that may stand in a log: each of bounded length, without space around it, none empty,
// control characters shown instead of obeyed. What has no end is not kept.

import { visibleText } from "../net/visible_text.ts";

const LONGEST = 400;

export class LineCutter {
  readonly #decoder = new TextDecoder();
  /** Of the line that has not ended yet; one character more than are shown, at most. */
  #begun = "";

  /** The lines that end in `bytes`. */
  cut(bytes: Uint8Array): readonly string[] {
    return this.#split(this.#decoder.decode(bytes, { stream: true }));
  }

  /** What was left without an end. */
  end(): readonly string[] {
    return this.#split(`${this.#decoder.decode()}\n`);
  }

  #split(text: string): readonly string[] {
    // A bare CR is how a program redraws its progress.
    const [first = "", ...others] = text.split(/[\r\n]+/);
    const lines: string[] = [];
    this.#append(first);
    for (const other of others) {
      lines.push(this.#begun);
      this.#begun = "";
      this.#append(other);
    }
    return lines.map((line) => line.trim()).filter((line) => line !== "").map(shown);
  }

  #append(text: string): void {
    this.#begun += text.slice(0, LONGEST + 1 - this.#begun.length);
  }
}

function shown(line: string): string {
  // What is cut may end in half of a character.
  return visibleText(line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line);
}
