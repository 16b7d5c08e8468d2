// The contract of what makes a port for the packets of one client.

import type { HostPort } from "./address.ts";

export interface AssociationRequest {
  /** Packets are taken from this address only, from any of its ports. */
  readonly client: HostPort;
  /** The address of ours that the client has reached: it can reach it with packets too. */
  readonly reachedAt: HostPort;
  readonly user: string | undefined;
}

export interface AssociationPort {
  /** Where the client is to send its packets. */
  readonly address: HostPort;
  /** Ends the association. Idempotent. */
  close(): void;
}

/** Rejects with a DialError: `denied` where packets are not relayed or the client has too many associations. */
export type Associate = (request: AssociationRequest) => Promise<AssociationPort>;
