// Whether a plugin takes what is meant for it. Nothing tells, so it is tried.

import type { HostPort } from "../net/address.ts";
import { reachableHere } from "../net/reachable_here.ts";
import { pause, type PauseParts } from "./pause.ts";

/** Whether somebody takes a connection there; never rejects. */
export type Accepts = (address: HostPort, signal: AbortSignal) => Promise<boolean>;

/** Resolves once the plugin is ready, or when the signal aborts; never rejects. */
export type UntilReady = (parts: PauseParts) => Promise<void>;

const POLL_MS = 20;

export function untilAccepting(address: HostPort, accepts: Accepts): UntilReady {
  const place = reachableHere(address);
  return async (parts) => {
    while (!parts.signal.aborted && !await accepts(place, parts.signal)) {
      await pause(POLL_MS, parts);
    }
  };
}

/** Packets that nobody takes are lost without a word: who has lived so long has at least not failed at its address. */
const SETTLING_MS = 500;

export function untilSettled(): UntilReady {
  return (parts) => pause(SETTLING_MS, parts);
}
