// Whatever a data plane tells its observers, as a message between isolates.

import type { AssociationObserver } from "../net/association_observer.ts";
import type { RelayObserver } from "../net/relay_observer.ts";
import { type AssociationEvent, relateAssociation } from "./association_event.ts";
import { relateRelay, type RelayEvent } from "./relay_event.ts";

export type PlaneEvent = RelayEvent | AssociationEvent;

export interface PlaneObservers {
  readonly observer: RelayObserver;
  readonly associations: AssociationObserver;
}

export function relate(event: PlaneEvent, { observer, associations }: PlaneObservers): void {
  switch (event.kind) {
    case "associationOpened":
    case "associationEnded":
    case "packetsDropped":
    case "portFailed":
      return relateAssociation(event, associations);
    default:
      return relateRelay(event, observer);
  }
}
