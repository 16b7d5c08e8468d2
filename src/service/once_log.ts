// A log that says the same thing once: what all workers find at their start they find on the same machine.

import type { LogProperties, PlaneLog } from "./plane_log.ts";

export class OnceLog implements PlaneLog {
  readonly #log: PlaneLog;
  readonly #said = new Set<string>();

  constructor(log: PlaneLog) {
    this.#log = log;
  }

  info(text: string, properties?: LogProperties): void {
    this.#once("info", text, properties);
  }

  warn(text: string, properties?: LogProperties): void {
    this.#once("warn", text, properties);
  }

  error(text: string, properties?: LogProperties): void {
    this.#once("error", text, properties);
  }

  #once(level: keyof PlaneLog, text: string, properties: LogProperties | undefined): void {
    const key = JSON.stringify([level, text, properties]);
    if (this.#said.has(key)) return;
    this.#said.add(key);
    this.#log[level](text, properties);
  }
}
