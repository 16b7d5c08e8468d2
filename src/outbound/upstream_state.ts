// Whether an upstream serves: what connections and probes have shown, shared by all who may take it. The mark-down of
// Apache Traffic Server's parent selection: so many failures within `retryMs` mark an upstream down; it is left alone for
// `retryMs` then, and tried by one connection at a time after that.
//
//              failThreshold failures within retryMs                         failed: for retryMs again
//        up ──────────────────────────────────────────► down ──────────► due ───────────────► down
//         ▲                                              │   retryMs      │
//         └──────────────── it has served ───────────────┴────────────────┘
//
// Unlike there, the time starts with the failure that marks it down, not with the first of them: the server would
// otherwise be asked again at once when they lie `retryMs` apart. And a trial that nobody has told the outcome of is
// forgotten after `retryMs`: no connection, however long it hangs, keeps an upstream down for ever.

import type { Clock } from "../net/clock.ts";
import type { DialError } from "../net/dial_failure.ts";
import type { UpstreamObserver } from "../net/upstream_observer.ts";

export interface UpstreamStateParts {
  /** As the configuration and the log have it. */
  readonly name: string;
  /** At least 1. */
  readonly failThreshold: number;
  readonly retryMs: number;
  readonly clock: Pick<Clock, "now">;
  readonly observer: Pick<UpstreamObserver, "wentDown" | "cameBack">;
}

/** Of a connection to an upstream; a trial is to be ended by `failed`, `succeeded` or `abandonTrial`. */
export type Admission = "free" | "trial" | "refused";

export class UpstreamState {
  readonly #parts: UpstreamStateParts;
  #failures = 0;
  /** Up: of the first failure that counts. Down: of the last one. */
  #failedAt = 0;
  #trialAt: number | undefined;

  constructor(parts: UpstreamStateParts) {
    this.#parts = parts;
  }

  /** No failure counts against it. */
  get isSpotless(): boolean {
    return this.#failures === 0;
  }

  get isDown(): boolean {
    return this.#failures >= this.#parts.failThreshold;
  }

  /** Up, or due for a trial that nobody makes yet. */
  get isUsable(): boolean {
    return !this.isDown || this.#isDue;
  }

  /** For a connection that is about to take it. */
  admit(): Admission {
    if (!this.isDown) return "free";
    if (!this.#isDue) return "refused";
    this.#trialAt = this.#parts.clock.now();
    return "trial";
  }

  /** It did not serve, and is to blame. */
  failed(cause: DialError): void {
    const { name, retryMs, clock, observer } = this.#parts;
    const now = clock.now();
    this.#trialAt = undefined;
    if (this.isDown) return void (this.#failedAt = now);
    if (now - this.#failedAt > retryMs) this.#failures = 0;
    if (this.#failures++ === 0) this.#failedAt = now;
    if (!this.isDown) return;
    this.#failedAt = now;
    observer.wentDown(name, cause, retryMs);
  }

  /** Something has come through it. */
  succeeded(): void {
    const wasDown = this.isDown;
    this.#failures = 0;
    this.#trialAt = undefined;
    if (wasDown) this.#parts.observer.cameBack(this.#parts.name);
  }

  /** The trial is over and has shown nothing. */
  abandonTrial(): void {
    this.#trialAt = undefined;
  }

  get #isDue(): boolean {
    const { clock, retryMs } = this.#parts;
    const since = Math.max(this.#failedAt, this.#trialAt ?? -Infinity);
    return clock.now() - since >= retryMs;
  }
}
