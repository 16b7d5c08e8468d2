// Which way connections take: by rules, by an access control list, and else by the default route.

import { chooseAcl } from "./acl_choice.ts";
import type { BuildParts } from "./build_parts.ts";
import type { FullSettings } from "./default_settings.ts";
import type { Ledger } from "./ledger.ts";
import { DEFAULT_ORIGIN, problemWith, type Sourced } from "./origin.ts";
import { routeOf, routeTo, showRoute } from "./route_choice.ts";
import { routeRules } from "./route_rules.ts";
import type { Route, RoutingConfig } from "./routing.ts";
import type { UpstreamEntry } from "./upstream_entry.ts";
import type { Linked } from "./upstream_links.ts";

export interface RoutingOptions {
  readonly linked: Linked;
  /** What holds where nobody has said it. */
  readonly otherwise: Sourced<Route>;
  /** Those whom the inbound tells apart. */
  readonly users: readonly string[];
}

export function chooseRouting(
  settings: FullSettings,
  { linked, otherwise: standard, users }: RoutingOptions,
  parts: BuildParts,
): RoutingConfig {
  const { ledger } = parts;
  const { route, resolvesNames, countryFile } = settings;
  const names = linked.upstreams.map(({ value }) => value.name);
  const rules = routeRules(settings, { names, users, parts });
  const said = routeOf(settings, { names, ledger });
  const chosen = said === undefined ? standard : { value: said, origin: route!.origin };
  const otherwise = ledger.use("route", chosen, showRoute);
  demandCountryFile(settings, ledger);
  warnOfIdle(linked, [otherwise, ...rules.map((rule) => rule.route)], ledger);
  return {
    rules,
    otherwise,
    acl: chooseAcl(settings, parts),
    resolves: resolvesNames !== undefined && ledger.use("resolve", resolvesNames),
    countryFile: countryFile && ledger.use("country_file", countryFile),
  };
}

/** All upstreams that are not only there to carry others. */
export function wayOfClient(
  { upstreams }: Linked,
  settings: FullSettings,
  ledger: Ledger,
): Sourced<Route> {
  const carriers = new Set(upstreams.map(({ value }) => value.through));
  const ends = upstreams.filter(({ value }) => !carriers.has(value.name));
  const picked = ends.filter(({ value }) => isPicked(value));
  const origin = (picked[0] ?? ends[0])?.origin;
  if (origin === undefined) return { value: { kind: "block" }, origin: DEFAULT_ORIGIN };
  if (picked.length === 0 && settings.route === undefined) {
    ledger.fail(problemWith(
      origin,
      "has weight 0 as all others have: none is left to pick",
      'give one of them a weight above 0, or name it in "route"',
    ));
  }
  return { value: routeTo(picked.map(({ value }) => value.name), settings), origin };
}

function isPicked({ weights: { streams, packets } }: UpstreamEntry): boolean {
  return streams > 0 || packets > 0;
}

function demandCountryFile({ countryFile, rules }: FullSettings, ledger: Ledger): void {
  const asking = rules?.value.flatMap(({ countries }) => countries ?? []).at(0);
  if (asking === undefined || countryFile !== undefined) return;
  ledger.fail(problemWith(
    asking.origin,
    "needs a file that says which addresses are of which country",
    'name an MMDB file in "country_file"',
  ));
}

/** An upstream that nothing goes through was meant to be used. */
function warnOfIdle({ upstreams }: Linked, routes: readonly Route[], ledger: Ledger): void {
  const used = new Set([
    ...routes.flatMap((route) => route.kind === "upstreams" ? route.names : []),
    ...upstreams.map(({ value }) => value.through),
  ]);
  for (const { value, origin } of upstreams) {
    if (used.has(value.name) || !isPicked(value)) continue;
    ledger.warn(problemWith(
      origin,
      `is not used: no route leads to ${value.name}`,
      'name it in "route" or in a rule',
    ));
  }
}
