// What a plugin says, on its way to the log: so many lines in a while and no more. The last ones are kept for the error
// that they may explain.

import type { Clock } from "../net/clock.ts";
import { LineCutter } from "./line_cutter.ts";
import type { PluginObserver } from "./plugin_observer.ts";
import type { PluginProcess } from "./plugin_process.ts";

export interface PluginOutputParts {
  readonly observer: Pick<PluginObserver, "said" | "hushed">;
  readonly clock: Clock;
}

const WINDOW_MS = 10_000;
const LINES_PER_WINDOW = 50;
const LAST_LINES = 5;

export class PluginOutput {
  readonly #parts: PluginOutputParts;
  #last: readonly string[] = [];
  #windowEnd = 0;
  #shown = 0;
  #hushed = 0;

  constructor(parts: PluginOutputParts) {
    this.#parts = parts;
  }

  /** Shown or not. */
  get lastLines(): readonly string[] {
    return this.#last;
  }

  /** Resolves when there is nothing more to come. */
  async collect(output: PluginProcess["output"]): Promise<void> {
    await Promise.all(output.map((stream) => this.#collectOne(stream)));
    this.#tellHushed();
  }

  async #collectOne(stream: AsyncIterable<Uint8Array>): Promise<void> {
    const cutter = new LineCutter();
    for await (const bytes of stream) this.#hear(cutter.cut(bytes));
    this.#hear(cutter.end());
  }

  #hear(lines: readonly string[]): void {
    this.#last = [...this.#last, ...lines.slice(-LAST_LINES)].slice(-LAST_LINES);
    for (const line of lines) {
      if (this.#admit()) this.#parts.observer.said(line);
      else this.#hushed++;
    }
  }

  #admit(): boolean {
    const now = this.#parts.clock.now();
    if (now >= this.#windowEnd) {
      this.#tellHushed();
      this.#windowEnd = now + WINDOW_MS;
      this.#shown = 0;
    }
    return ++this.#shown <= LINES_PER_WINDOW;
  }

  #tellHushed(): void {
    if (this.#hushed > 0) this.#parts.observer.hushed(this.#hushed);
    this.#hushed = 0;
  }
}
