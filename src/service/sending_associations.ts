// The observer of associations in a worker: sends what it hears to the main isolate. Dropped packets are counted here
// and told together: a flood of them must not become a flood of messages.

import type { HostPort } from "../net/address.ts";
import type {
  AssociationEnd,
  AssociationObserver,
  AssociationView,
} from "../net/association_observer.ts";
import type { Clock } from "../net/clock.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import type { EventOutbox } from "./event_outbox.ts";
import { sentDefect, sentReason } from "./sent_error.ts";

export interface SendingAssociationsParts {
  readonly outbox: EventOutbox;
  readonly clock: Clock;
  /** Unique in the process; the associations' ids begin with it. */
  readonly worker: number;
}

const COUNTING_MS = 1000;

export class SendingAssociations implements AssociationObserver {
  readonly #parts: SendingAssociationsParts;
  #drops = new Map<PacketDrop, number>();

  constructor(parts: SendingAssociationsParts) {
    this.#parts = parts;
  }

  opened(association: AssociationView): void {
    this.#parts.outbox.tell({ kind: "associationOpened", association: this.#copy(association) });
  }

  ended(association: AssociationView, end: AssociationEnd, cause: Error | undefined): void {
    this.#parts.outbox.tell({
      kind: "associationEnded",
      association: this.#copy(association),
      end,
      cause: cause && sentReason(cause),
    });
  }

  dropped(drop: PacketDrop, packets: number): void {
    if (this.#drops.size === 0) this.#parts.clock.at(COUNTING_MS, () => this.#tellDrops());
    this.#drops.set(drop, (this.#drops.get(drop) ?? 0) + packets);
  }

  failed(listener: HostPort, cause: Error): void {
    this.#parts.outbox.tell({ kind: "portFailed", listener, cause: sentDefect(cause) });
  }

  #tellDrops(): void {
    for (const [drop, packets] of this.#drops) {
      this.#parts.outbox.tell({ kind: "packetsDropped", drop, packets });
    }
    this.#drops = new Map();
  }

  #copy(view: AssociationView): AssociationView {
    const { client, user, target, packetsUp, packetsDown, bytesUp, bytesDown, durationMs } = view;
    const id = `${this.#parts.worker}.${view.id}`;
    return { id, client, user, target, packetsUp, packetsDown, bytesUp, bytesDown, durationMs };
  }
}
