// Which of several upstreams a connection takes. Which of them are down is not a picker's business: it is asked only about
// those that may be taken.

import type { HostPort } from "../net/address.ts";

export interface Pickable {
  /** Of no other. */
  readonly name: string;
  /** Its part of what is shared out; more than 0. */
  readonly weight: number;
}

/** What a choice may go by. */
export interface PickRequest {
  /** `undefined` for packets: an association has many. */
  readonly target: HostPort | undefined;
  /** The IP address of the client, where it is known. */
  readonly source: string | undefined;
}

export interface Picker {
  /** All of `candidates`, of which there is one at least; the first is taken, the others when that one fails. */
  order<P extends Pickable>(candidates: readonly P[], request: PickRequest): readonly P[];
  /** Hears which one a connection has been made through in the end. */
  served?(name: string): void;
}

/** `candidates` from the one at `first` on, round to the one before it. */
export function startingAt<P>(candidates: readonly P[], first: number): readonly P[] {
  if (first === 0) return candidates;
  return [...candidates.slice(first), ...candidates.slice(0, first)];
}
