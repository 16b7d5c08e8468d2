// The regular trials of all upstreams, where the configuration asks for them.

import { HEALTH_NAME_SERVERS } from "../config/health_defaults.ts";
import type { HealthConfig } from "../config/routing.ts";
import type { Clock } from "../net/clock.ts";
import type { UpstreamObserver } from "../net/upstream_observer.ts";
import { HealthProbe } from "../outbound/health_probe.ts";
import type { ManagedWay } from "../outbound/managed_way.ts";

export interface HealthStart {
  readonly ways: ReadonlyMap<string, ManagedWay>;
  readonly clock: Clock;
  readonly observers: readonly Pick<UpstreamObserver, "probed">[];
}

export function startHealth(
  { intervalMs, maxMs, targets }: HealthConfig,
  { ways, clock, observers }: HealthStart,
): HealthProbe {
  return new HealthProbe({
    ways: [...ways.values()],
    ...{ intervalMs, maxMs, targets, clock, observers },
    nameServers: HEALTH_NAME_SERVERS,
    random: Math.random,
  });
}
