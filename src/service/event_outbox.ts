// Events on their way from a worker to the main isolate, in batches, so that a connection costs a part of a message.

import type { Cancel, Clock } from "../net/clock.ts";
import type { PlaneEvent } from "./plane_event.ts";

export interface OutboxParts {
  readonly send: (events: readonly PlaneEvent[]) => void;
  readonly clock: Clock;
}

/** How late a line in the log may be. */
const BATCH_MS = 20;
/** A batch never grows beyond this, however busy the worker is. */
const MAX_BATCH = 256;

export class EventOutbox {
  readonly #parts: OutboxParts;
  #events: PlaneEvent[] = [];
  #alarm: Cancel | undefined;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  tell(event: PlaneEvent): void {
    this.#events.push(event);
    if (this.#events.length >= MAX_BATCH) this.flush();
    else this.#alarm ??= this.#parts.clock.at(BATCH_MS, () => this.flush());
  }

  /** Sends what has not been sent yet. */
  flush(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    if (this.#events.length === 0) return;
    this.#parts.send(this.#events);
    this.#events = [];
  }
}
