// A route as it was written -> the route that is taken: which names there are is known now.

import type { Ledger } from "./ledger.ts";
import { nearest } from "./nearest.ts";
import { type Origin, problemWith } from "./origin.ts";
import { showReference } from "./proxy_url.ts";
import { ROUTE_WORDS } from "./route_schemas.ts";
import type { Balance, Route, UpstreamRoute } from "./routing.ts";
import type { Settings } from "./settings.ts";

const DEFAULT_BALANCE: Balance = "ordered";

export interface RouteOptions {
  /** Of all upstreams. */
  readonly names: readonly string[];
  readonly ledger: Ledger;
}

/** What stands in `route`; `undefined`: nothing does, or something is wrong with it. */
export function routeOf(said: Settings, { names, ledger }: RouteOptions): Route | undefined {
  if (said.route === undefined) return undefined;
  const { value: words, origin } = said.route;
  const [word = ""] = words;
  if (words.length === 1 && word === "direct") return { kind: "direct" };
  if (words.length === 1 && word === "block") return { kind: "block" };
  const known = words.filter((name) => isKnown(name, { names, ledger, origin }));
  return known.length === 0 ? undefined : routeTo(words, said);
}

export function routeTo(names: readonly string[], said: Settings): UpstreamRoute {
  return {
    kind: "upstreams",
    names: [...new Set(names)],
    balance: said.balance?.value ?? DEFAULT_BALANCE,
    whenAllDown: said.whenAllDown?.value ?? "fail",
  };
}

export function showRoute(route: Route): string {
  if (route.kind !== "upstreams") return route.kind;
  const { names, balance, whenAllDown } = route;
  const asLast = whenAllDown === "direct" ? ", else direct" : "";
  return names.length === 1 ? `${names[0]}${asLast}` : `${names.join(", ")} (${balance})${asLast}`;
}

interface NameOptions extends RouteOptions {
  readonly origin: Origin;
}

function isKnown(name: string, { names, ledger, origin }: NameOptions): boolean {
  if (names.includes(name)) return true;
  if (ROUTE_WORDS.includes(name)) {
    ledger.fail(problemWith(
      origin,
      `has ${name} beside something else`,
      'let it stand alone; "when_all_down": "direct" goes direct where all upstreams are down',
    ));
    return false;
  }
  const meant = nearest(name, [...names, ...ROUTE_WORDS]);
  const hint = meant === undefined ? knownNames(names) : `did you mean ${meant}?`;
  ledger.fail(problemWith(origin, `names ${showReference(name)}, which is no upstream`, hint));
  return false;
}

const MAX_SHOWN = 8;

function knownNames(names: readonly string[]): string {
  const shown = [...ROUTE_WORDS, ...names].slice(0, MAX_SHOWN).join(", ");
  return `there are ${shown}${names.length + ROUTE_WORDS.length > MAX_SHOWN ? " ..." : ""}`;
}
