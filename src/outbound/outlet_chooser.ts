// The contract of what decides by which outlet a target is reached.

import type { HostPort } from "../net/address.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";
import type { Outlet } from "./outlet.ts";

export interface ChoiceOptions {
  /** Aborting ends the resolving of a name; the choice then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly client?: string | undefined;
  readonly user?: string | undefined;
}

export interface OutletChooser {
  /** A promise where a name must be resolved first. A name that has no address is matched as a name alone. */
  choose(target: HostPort, options: ChoiceOptions): MaybePromise<Outlet>;
}
