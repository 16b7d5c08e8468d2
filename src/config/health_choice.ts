// Whether upstreams are tried at regular times, and with what.

import { formatHostPort } from "../net/address.ts";
import { DEFAULT_HEALTH_TARGETS } from "./health_defaults.ts";
import type { Ledger } from "./ledger.ts";
import { problemWith } from "./origin.ts";
import type { HealthConfig, HealthTarget } from "./routing.ts";
import type { Settings } from "./settings.ts";

/** As in rust's balancer. */
const DEFAULT_MAX_SECONDS = 5;

export function chooseHealth(settings: Settings, ledger: Ledger): HealthConfig | undefined {
  const { healthSeconds: interval, healthMaxSeconds: max, healthTargets: targets } = settings;
  warnOfRustsBalancer(settings, ledger);
  if (interval === undefined || interval.value === 0) {
    const idle = (max ?? targets)?.origin;
    const hint = 'for example "health": {"interval": 60}';
    if (idle !== undefined) {
      ledger.warn(problemWith(idle, "has no effect without an interval above 0", hint));
    }
    return undefined;
  }
  const seconds = (value: number) => `${value} s`;
  return {
    intervalMs: ledger.use("health.interval", interval, seconds) * 1000,
    targets: targets === undefined
      ? DEFAULT_HEALTH_TARGETS
      : ledger.use("health.targets", targets, showTargets),
    maxMs: max === undefined
      ? DEFAULT_MAX_SECONDS * 1000
      : ledger.use("health.max_rtt", max, seconds) * 1000,
  };
}

/** There, several servers always mean the quickest. */
function warnOfRustsBalancer(settings: Settings, ledger: Ledger): void {
  const { healthSeconds, healthMaxSeconds, balance } = settings;
  const origin = (healthSeconds ?? healthMaxSeconds)?.origin;
  if (balance !== undefined || !origin?.subject.startsWith("balancer.")) return;
  ledger.warn(problemWith(
    origin,
    "is taken as health's, but servers are tried in their order",
    '"balance": "latency" prefers the quickest, as rust does',
  ));
}

function showTargets(targets: readonly HealthTarget[]): string {
  return targets.map(({ address, path }) => `http://${formatHostPort(address)}${path}`).join(", ");
}
