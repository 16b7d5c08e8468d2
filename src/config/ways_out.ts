// The part of a Config that says how targets are reached: which upstreams there are, which of them a connection takes,
// and what becomes of those that fail.

import type { BuildParts } from "./build_parts.ts";
import type { Config, ServerEntry } from "./config.ts";
import type { FullSettings } from "./default_settings.ts";
import { chooseFailover, DEFAULT_FAILOVER } from "./failover_choice.ts";
import { chooseHealth } from "./health_choice.ts";
import { DEFAULT_ORIGIN, type Sourced } from "./origin.ts";
import { routeTo } from "./route_choice.ts";
import type { Route } from "./routing.ts";
import { chooseRouting, type RoutingOptions, wayOfClient } from "./routing_choice.ts";
import type { SettingName } from "./settings.ts";
import { warnOfEach } from "./unused_settings.ts";
import { clientUpstreams, serverUpstreams } from "./upstreams.ts";

export type WaysOut = Pick<Config, "upstreams" | "routing" | "failover" | "health">;

/** `own`: as its listener has them. `users`: the names of those who may use it. */
export function clientWays(
  own: FullSettings,
  users: readonly string[],
  parts: BuildParts,
): WaysOut {
  const linked = clientUpstreams(own, parts);
  const otherwise = wayOfClient(linked, own, parts.ledger);
  return waysOut(own, { linked, otherwise, users }, parts);
}

export function serverWays(
  settings: FullSettings,
  listeners: readonly ServerEntry[],
  parts: BuildParts,
): WaysOut {
  const linked = serverUpstreams(settings, parts);
  const users = listeners.flatMap((listener) => listener.users.map(({ name }) => name));
  const { carrier } = linked;
  const otherwise: Sourced<Route> = carrier === undefined
    ? { value: { kind: "direct" }, origin: DEFAULT_ORIGIN }
    : { value: routeTo([carrier], settings), origin: settings.through!.origin };
  return waysOut(seeingNames(settings), { linked, otherwise, users }, parts);
}

/** A server resolves names anyway, and what is closed by its address is meant to be closed by any name. */
function seeingNames(settings: FullSettings): FullSettings {
  const { rules, route, upstreams, through, resolvesNames } = settings;
  const isRouted = [rules, route, upstreams, through].some((said) => said !== undefined);
  if (!isRouted || resolvesNames !== undefined) return settings;
  return { ...settings, resolvesNames: { value: true, origin: DEFAULT_ORIGIN } };
}

function waysOut(settings: FullSettings, options: RoutingOptions, parts: BuildParts): WaysOut {
  const upstreams = options.linked.upstreams.map(({ value }) => value);
  const routing = chooseRouting(settings, options, parts);
  const { ledger } = parts;
  if (upstreams.length === 0) {
    warnOfEach(OF_UPSTREAMS, "has no effect: there is no upstream", { said: settings, ledger });
    return { upstreams, routing, failover: DEFAULT_FAILOVER, health: undefined };
  }
  return {
    upstreams,
    routing,
    failover: chooseFailover(settings, ledger),
    health: chooseHealth(settings, ledger),
  };
}

/** But for the connect time-out, which is for targets too. */
const OF_UPSTREAMS: readonly SettingName[] = [
  "balance",
  "whenAllDown",
  "attempts",
  "attemptsPerUpstream",
  "failThreshold",
  "retrySeconds",
  "upstreamHandshakeSeconds",
  "healthSeconds",
  "healthMaxSeconds",
  "healthTargets",
];
