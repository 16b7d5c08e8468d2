// How many workers there shall be, and why there cannot be more than one everywhere.

import type { WorkerChoice } from "../config/config.ts";
import type { PortSharing } from "../net/deno_port_sharing.ts";
import type { PlaneLog } from "./plane_log.ts";
import { ServiceError } from "./service_error.ts";

export interface Machine {
  readonly cores: number;
  readonly sharing: PortSharing;
}

/** Throws a ServiceError when so many are asked for by number and cannot be had; `auto` is then one, with a warning. */
export function workerCount(choice: WorkerChoice, machine: Machine, log: PlaneLog): number {
  const wanted = choice === "auto" ? machine.cores : choice;
  if (wanted === 1 || machine.sharing === "balanced") return wanted;
  const { reason, hint } = OBSTACLES[machine.sharing];
  if (choice !== "auto") throw new ServiceError(`cannot run ${choice} workers: ${reason}`, hint);
  log.warn("one worker only: {reason} ({hint})", { reason, hint });
  return 1;
}

const OBSTACLES: Readonly<
  Record<Exclude<PortSharing, "balanced">, { readonly reason: string; readonly hint: string }>
> = {
  needs_unstable_net: {
    reason: "they share a port, for which Deno wants its unstable net API",
    hint: "deno run -A --unstable-net ..., or leave out --workers",
  },
  unbalanced: {
    reason: "only Linux spreads the connections to one port over several listeners",
    hint: "leave out --workers, or start one umbra per port",
  },
};
