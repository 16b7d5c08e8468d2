// What an observer of associations hears, as a message between isolates.

import type { HostPort } from "../net/address.ts";
import type {
  AssociationEnd,
  AssociationObserver,
  AssociationView,
} from "../net/association_observer.ts";
import type { PacketDrop } from "../net/packet_drop.ts";
import { receivedError, type SentError } from "./sent_error.ts";

export type AssociationEvent =
  | { readonly kind: "associationOpened"; readonly association: AssociationView }
  | {
    readonly kind: "associationEnded";
    readonly association: AssociationView;
    readonly end: AssociationEnd;
    readonly cause: SentError | undefined;
  }
  | { readonly kind: "packetsDropped"; readonly drop: PacketDrop; readonly packets: number }
  | { readonly kind: "portFailed"; readonly listener: HostPort; readonly cause: SentError };

/** Says to an observer what was said in the other isolate. */
export function relateAssociation(event: AssociationEvent, observer: AssociationObserver): void {
  switch (event.kind) {
    case "associationOpened":
      return observer.opened(event.association);
    case "associationEnded":
      return observer.ended(
        event.association,
        event.end,
        event.cause && receivedError(event.cause),
      );
    case "packetsDropped":
      return observer.dropped(event.drop, event.packets);
    case "portFailed":
      return observer.failed(event.listener, receivedError(event.cause));
  }
}
