// An observer of associations that remembers what it was told.

import type { HostPort } from "../../src/net/address.ts";
import type {
  AssociationEnd,
  AssociationObserver,
  AssociationView,
} from "../../src/net/association_observer.ts";
import type { PacketDrop } from "../../src/net/packet_drop.ts";

export interface RecordedEnding extends AssociationView {
  readonly end: AssociationEnd;
  readonly cause: Error | undefined;
}

export class RecordingAssociations implements AssociationObserver {
  readonly openings: AssociationView[] = [];
  readonly endings: RecordedEnding[] = [];
  readonly drops: PacketDrop[] = [];
  readonly failures: Error[] = [];
  #waiting: (() => void)[] = [];

  get ends(): readonly AssociationEnd[] {
    return this.endings.map(({ end }) => end);
  }

  opened(association: AssociationView): void {
    this.openings.push(copy(association));
    this.#wake();
  }

  ended(association: AssociationView, end: AssociationEnd, cause: Error | undefined): void {
    this.endings.push({ ...copy(association), end, cause });
    this.#wake();
  }

  dropped(drop: PacketDrop, packets: number): void {
    for (let i = 0; i < packets; i++) this.drops.push(drop);
    this.#wake();
  }

  failed(_listener: HostPort, cause: Error): void {
    this.failures.push(cause);
    this.#wake();
  }

  /** Resolves when `condition` holds; it is looked at after each event. */
  async until(condition: (heard: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function copy(view: AssociationView): AssociationView {
  const { id, client, user, target } = view;
  const { packetsUp, packetsDown, bytesUp, bytesDown, durationMs } = view;
  return { id, client, user, target, packetsUp, packetsDown, bytesUp, bytesDown, durationMs };
}
