// What a data plane may ask of the control plane: names, salts, a word in the log, an ear for its connections. One
// isolate has the objects themselves; in a worker the same contracts stand on messages and shared memory.

import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.ts";
import { queryDeno, SystemResolver } from "../dns/system_resolver.ts";
import type { Clock } from "../net/clock.ts";
import type { RelayObserver } from "../net/relay_observer.ts";
import type { Resolver } from "../net/resolver.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import { LogObserver } from "./log_observer.ts";
import type { PlaneLog } from "./plane_log.ts";

export interface ControlPlane {
  readonly resolver: Resolver;
  readonly observer: RelayObserver;
  /** One for all ports and workers: a recording of one must not be served by another with the same key. */
  readonly salts: SaltFilter;
  readonly log: PlaneLog;
}

export function openControlPlane(
  { ipv6First }: Config,
  { logger, clock }: { readonly logger: Logger; readonly clock: Clock },
): ControlPlane {
  return {
    resolver: new SystemResolver({ clock, ipv6First, query: queryDeno }),
    observer: new LogObserver({ logger, clock }),
    salts: new SaltFilter(),
    log: logger,
  };
}
