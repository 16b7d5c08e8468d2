// The relay's observer in a worker: sends what it hears to the main isolate. Who is distrusted is told at once: somebody
// may wait to ban him.

import type { HostPort } from "../net/address.ts";
import type { ConnectionView, Outcome, RelayObserver, Stage } from "../net/relay_observer.ts";
import type { StreamFault } from "../net/stream_error.ts";
import type { EventOutbox } from "./event_outbox.ts";
import { sentDefect, sentReason } from "./sent_error.ts";

export interface SendingParts {
  readonly outbox: EventOutbox;
  /** Unique in the process; the connections' ids begin with it. */
  readonly worker: number;
  /** Whether anybody wants to know of each stage. */
  readonly tellsStages: boolean;
  /** One shared word: how many connections are open. It outlives the worker. */
  readonly open: Int32Array;
}

export class SendingObserver implements RelayObserver {
  readonly #parts: SendingParts;

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  entered(connection: ConnectionView, stage: Stage): void {
    if (stage === "INIT") Atomics.add(this.#parts.open, 0, 1);
    if (!this.#parts.tellsStages) return;
    this.#parts.outbox.tell({ kind: "entered", connection: this.#copy(connection), stage });
  }

  distrusted(connection: ConnectionView, fault: StreamFault): void {
    this.#parts.outbox.tell({ kind: "distrusted", connection: this.#copy(connection), fault });
    this.#parts.outbox.flush();
  }

  ended(connection: ConnectionView, outcome: Outcome, cause: Error | undefined): void {
    Atomics.sub(this.#parts.open, 0, 1);
    this.#parts.outbox.tell({
      kind: "ended",
      connection: this.#copy(connection),
      outcome,
      cause: cause && (outcome === "defect" ? sentDefect(cause) : sentReason(cause)),
    });
  }

  acceptFailed(listener: HostPort, cause: Error, retryMs: number): void {
    this.#parts.outbox.tell({ kind: "acceptFailed", listener, cause: sentReason(cause), retryMs });
  }

  #copy(view: ConnectionView): ConnectionView {
    const { client, user, target, upstream, stage, bytesUp, bytesDown, durationMs } = view;
    const id = `${this.#parts.worker}.${view.id}`;
    return { id, client, user, target, upstream, stage, bytesUp, bytesDown, durationMs };
  }
}
