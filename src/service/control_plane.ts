// What a data plane may ask of the control plane: names, salts, a word in the log, an ear for its connections. One
// isolate has the objects themselves; in a worker the same contracts stand on messages and shared memory.

import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.ts";
import { isCipher2022 } from "../crypto/method_table.ts";
import type { AssociationObserver } from "../net/association_observer.ts";
import type { Clock } from "../net/clock.ts";
import type { RelayObserver } from "../net/relay_observer.ts";
import type { Resolver } from "../net/resolver.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import { SaltPool, SaltRotation } from "../replay/salt_pool.ts";
import { AssociationLog } from "./association_log.ts";
import { LateResolver } from "./late_resolver.ts";
import { LogObserver } from "./log_observer.ts";
import type { PlaneLog } from "./plane_log.ts";

export interface ControlPlane {
  readonly resolver: Resolver;
  readonly observer: RelayObserver;
  readonly associations: AssociationObserver;
  /** One for all ports and workers: a recording of one must not be served by another with the same key. */
  readonly salts: SaltFilter;
  /** As `salts`, of the 2022 edition; there where a port speaks it. */
  readonly recentSalts: SaltPool | undefined;
  readonly log: PlaneLog;
}

/** The objects themselves, for whoever opens them to close. */
export interface OpenControlPlane extends ControlPlane {
  /** Lets go of what is kept open. Idempotent. */
  close(): void;
}

export function openControlPlane(
  config: Config,
  { logger, clock }: { readonly logger: Logger; readonly clock: Clock },
): OpenControlPlane {
  const resolver = new LateResolver(async (counters) => {
    const { buildResolver } = await import("./build_resolver.ts");
    return buildResolver(config, { clock, counters });
  });
  const recentSalts = speaks2022(config) ? new SaltPool() : undefined;
  const rotation = recentSalts && new SaltRotation(recentSalts, clock);
  return {
    resolver,
    observer: new LogObserver({ logger, clock }),
    associations: new AssociationLog({ logger, clock }),
    salts: new SaltFilter(),
    recentSalts,
    log: logger,
    close: () => {
      rotation?.cancel();
      resolver.close();
    },
  };
}

function speaks2022(config: Config): boolean {
  return config.role === "server" && config.listeners.some(({ method }) => isCipher2022(method));
}
