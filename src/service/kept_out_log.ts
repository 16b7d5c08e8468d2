// Whom an access control list keeps out, in the log: a line for the first, and then one a minute that counts for as long
// as they come. Who comes and how often is up to strangers.

import type { Clock } from "../net/clock.ts";
import type { PlaneLog } from "./plane_log.ts";

const SUMMARY_MS = 60_000;

export interface KeptOutParts {
  readonly log: Pick<PlaneLog, "info">;
  readonly clock: Pick<Clock, "at">;
}

export class KeptOutLog {
  readonly #parts: KeptOutParts;
  /** Since the last line; `undefined`: nobody for a minute. */
  #tries: number | undefined;

  constructor(parts: KeptOutParts) {
    this.#parts = parts;
  }

  keptOut(ip: string): void {
    if (this.#tries !== undefined) return void this.#tries++;
    this.#parts.log.info("the access control list keeps {ip} out", { ip });
    this.#count();
  }

  #count(): void {
    this.#tries = 0;
    this.#parts.clock.at(SUMMARY_MS, () => this.#summarize());
  }

  #summarize(): void {
    const tries = this.#tries;
    this.#tries = undefined;
    if (!tries) return;
    const text = "tries kept out by the access control list since then: {tries}";
    this.#parts.log.info(text, { tries });
    this.#count();
  }
}
