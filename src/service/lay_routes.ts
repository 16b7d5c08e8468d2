// The upstreams and rules of a configuration, put together: which outlet a target has, and what there is besides.

import type { Config } from "../config/config.ts";
import { FixedChooser } from "../outbound/fixed_chooser.ts";
import type { HealthProbe } from "../outbound/health_probe.ts";
import { LatencyBoard } from "../outbound/latency_board.ts";
import type { Outlet } from "../outbound/outlet.ts";
import type { OutletChooser } from "../outbound/outlet_chooser.ts";
import { buildWays } from "./build_ways.ts";
import type { Ground } from "./ground.ts";
import { outletOf, type RouteParts, type StraightOutlets } from "./route_outlets.ts";
import type { startHealth } from "./start_health.ts";
import type { chooserByRules } from "./table_of_rules.ts";
import { UpstreamLog } from "./upstream_log.ts";

export interface Routes {
  /** By the rules. */
  readonly chooser: OutletChooser;
  /** The one outlet, where there are no rules. */
  readonly only: Outlet | undefined;
  readonly carriesPackets: boolean;
  /** What encrypts, one for each Shadowsocks server. */
  readonly engines: readonly string[];
  /** Ends what goes on by itself. Idempotent. */
  close(): void;
}

/** How long measurements count: as long as an upstream that is down is left alone by default. */
const LATENCY_WINDOW_MS = 300_000;
/** Slower than this is as bad as can be, where no trial says otherwise. */
const SLOWEST_MS = 5_000;

/** Rejects with a ServiceError where a file of the configuration cannot be used. */
export async function layRoutes(
  config: Config,
  ground: Ground,
  straight: StraightOutlets,
): Promise<Routes> {
  const { clock, log } = ground;
  const { routing, failover, health, upstreams } = config;
  const observer = new UpstreamLog({ log, clock });
  const scores = new LatencyBoard({
    clock,
    windowMs: LATENCY_WINDOW_MS,
    maxMs: health?.maxMs ?? SLOWEST_MS,
    weights: new Map(upstreams.map(({ name, weights }) => [name, weights.streams])),
  });
  const { ways, engines } = await buildWays(config, {
    ground,
    observer,
    dialed: (name, ms) => scores.dialed(name, ms),
  });
  const parts: RouteParts = { ...straight, ways, limits: failover, scores, clock, observer };
  const only = routing.rules.length === 0 ? outletOf(routing.otherwise, parts) : undefined;
  const chooser = only === undefined
    ? await byRules(config, ground, parts)
    : new FixedChooser(only);
  const observers = [observer, scores];
  const probe = health && await probing(health, { ways, clock, observers });
  return {
    chooser,
    only,
    carriesPackets: carriesPackets(config, ways),
    engines,
    close: () => probe?.close(),
  };
}

/** What most do without is loaded by who needs it. */
async function byRules(...asked: Parameters<typeof chooserByRules>): Promise<OutletChooser> {
  const { chooserByRules } = await import("./table_of_rules.ts");
  return await chooserByRules(...asked);
}

async function probing(...asked: Parameters<typeof startHealth>): Promise<HealthProbe> {
  const { startHealth } = await import("./start_health.ts");
  return startHealth(...asked);
}

function carriesPackets({ routing }: Config, ways: RouteParts["ways"]): boolean {
  const { otherwise, rules, acl } = routing;
  const routes = [otherwise, ...rules.map(({ route }) => route)];
  return acl !== undefined ||
    routes.some((route) =>
      route.kind === "direct" || (route.kind === "upstreams" &&
        (route.whenAllDown === "direct" ||
          route.names.some((name) => ways.get(name)?.packetDialer !== undefined)))
    );
}
