// The relay's observer in a worker: sends what it hears to the main isolate, in batches, so that a connection costs a
// part of a message. Who is distrusted is told at once: somebody may wait to ban him.

import type { HostPort } from "../net/address.ts";
import type { Cancel, Clock } from "../net/clock.ts";
import type { ConnectionView, Outcome, RelayObserver, Stage } from "../net/relay_observer.ts";
import type { StreamFault } from "../net/stream_error.ts";
import { type RelayEvent, sentDefect, sentReason } from "./relay_event.ts";

export interface SendingParts {
  readonly send: (events: readonly RelayEvent[]) => void;
  readonly clock: Clock;
  /** Unique in the process; the connections' ids begin with it. */
  readonly worker: number;
  /** Whether anybody wants to know of each stage. */
  readonly tellsStages: boolean;
  /** One shared word: how many connections are open. It outlives the worker. */
  readonly open: Int32Array;
}

/** How late a line in the log may be. */
const BATCH_MS = 20;
/** A batch never grows beyond this, however busy the worker is. */
const MAX_BATCH = 256;

export class SendingObserver implements RelayObserver {
  readonly #parts: SendingParts;
  #events: RelayEvent[] = [];
  #alarm: Cancel | undefined;

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  entered(connection: ConnectionView, stage: Stage): void {
    if (stage === "INIT") Atomics.add(this.#parts.open, 0, 1);
    if (!this.#parts.tellsStages) return;
    this.#tell({ kind: "entered", connection: this.#copy(connection), stage });
  }

  distrusted(connection: ConnectionView, fault: StreamFault): void {
    this.#tell({ kind: "distrusted", connection: this.#copy(connection), fault });
    this.flush();
  }

  ended(connection: ConnectionView, outcome: Outcome, cause: Error | undefined): void {
    Atomics.sub(this.#parts.open, 0, 1);
    this.#tell({
      kind: "ended",
      connection: this.#copy(connection),
      outcome,
      cause: cause && (outcome === "defect" ? sentDefect(cause) : sentReason(cause)),
    });
  }

  acceptFailed(listener: HostPort, cause: Error, retryMs: number): void {
    this.#tell({ kind: "acceptFailed", listener, cause: sentReason(cause), retryMs });
  }

  /** Sends what has not been sent yet. */
  flush(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    if (this.#events.length === 0) return;
    this.#parts.send(this.#events);
    this.#events = [];
  }

  #tell(event: RelayEvent): void {
    this.#events.push(event);
    if (this.#events.length >= MAX_BATCH) this.flush();
    else this.#alarm ??= this.#parts.clock.at(BATCH_MS, () => this.flush());
  }

  #copy(view: ConnectionView): ConnectionView {
    const { client, user, target, stage, bytesUp, bytesDown, durationMs } = view;
    const id = `${this.#parts.worker}.${view.id}`;
    return { id, client, user, target, stage, bytesUp, bytesDown, durationMs };
  }
}
