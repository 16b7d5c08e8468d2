// What the relay tells about UDP associations: to the log, later to metrics and the dashboard.

import type { HostPort } from "./address.ts";
import type { PacketDrop } from "./packet_drop.ts";

/** How an association's outbound session ended. */
export type AssociationEnd =
  /** Nothing moved for too long. */
  | "idle"
  /** One DNS query was sent, and its answer came. */
  | "answered"
  /** It had rested the longest when another one needed its place. */
  | "evicted"
  /** The TCP connection that it belonged to is over. */
  | "released"
  /** Its way out failed. */
  | "failed"
  /** Ended because the process stops. */
  | "stopped";

/** An association as observers see it; a live view, not a copy. */
export interface AssociationView {
  /** Counts up from 1 within one relay; where there are several, `relay.count`. */
  readonly id: number | string;
  readonly client: HostPort;
  readonly user: string | undefined;
  /** The target of the first packet. */
  readonly target: HostPort;
  readonly packetsUp: number;
  readonly packetsDown: number;
  /** Payload bytes, client to targets. */
  readonly bytesUp: number;
  /** Payload bytes, targets to client. */
  readonly bytesDown: number;
  readonly durationMs: number;
}

/** Must not throw. */
export interface AssociationObserver {
  opened(association: AssociationView): void;
  /** `cause` is the error behind it, if there is one. */
  ended(association: AssociationView, end: AssociationEnd, cause: Error | undefined): void;
  /** So many packets were lost here. */
  dropped(drop: PacketDrop, packets: number): void;
  /** A defect of ours: nothing is taken at this address any more. */
  failed(listener: HostPort, cause: Error): void;
}
