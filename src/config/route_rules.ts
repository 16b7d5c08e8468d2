// `rules` -> which way whom takes, in the order written.

import type { RouteMatch } from "../acl/route_table.ts";
import type { BuildParts } from "./build_parts.ts";
import type { Ledger } from "./ledger.ts";
import { didYouMean } from "./nearest.ts";
import { type Origin, problemWith } from "./origin.ts";
import { destinationsOf } from "./destination_choice.ts";
import { routeOf } from "./route_choice.ts";
import type { RouteRule } from "./routing.ts";
import { showRule } from "./show_rule.ts";
import { overlay, type Settings } from "./settings.ts";

export interface RuleOptions {
  /** Of all upstreams. */
  readonly names: readonly string[];
  /** Those whom the inbound tells apart. */
  readonly users: readonly string[];
  readonly parts: BuildParts;
}

export function routeRules(settings: Settings, options: RuleOptions): readonly RouteRule[] {
  const { balance, whenAllDown, rules } = settings;
  const above: Settings = { ...(balance && { balance }), ...(whenAllDown && { whenAllDown }) };
  const { ledger } = options.parts;
  const made = (rules?.value ?? []).flatMap((rule): readonly PlacedRule[] => {
    const origin = rule.route?.origin;
    const route = routeOf(overlay(above, rule), { names: options.names, ledger });
    if (origin === undefined || route === undefined) return [];
    const place = origin.place ?? origin.subject;
    warnOfUnknownUsers(rule, options);
    return [{ origin, rule: { place, match: matchOf(rule, options.parts), route } }];
  });
  warnOfUnreachable(made, ledger);
  showRules(made, settings, ledger);
  return made.map(({ rule }) => rule);
}

interface PlacedRule {
  readonly origin: Origin;
  readonly rule: RouteRule;
}

function matchOf(rule: Settings, parts: BuildParts): RouteMatch {
  return {
    destinations: destinationsOf(rule, parts),
    ports: rule.ports?.value ?? [],
    users: rule.userNames?.value ?? [],
  };
}

function warnOfUnreachable(rules: readonly PlacedRule[], ledger: Ledger): void {
  const first = rules.findIndex(({ rule }) => matchesEverything(rule.match));
  const next = first === -1 ? undefined : rules[first + 1];
  if (next === undefined) return;
  ledger.warn(problemWith(
    next.origin,
    `never comes into effect: the rule at ${rules[first]!.rule.place} matches everything`,
    "put the rule that matches everything last",
  ));
}

/** Each, unless they would fill the screen. */
const MAX_SHOWN = 50;

function showRules(made: readonly PlacedRule[], { rules }: Settings, ledger: Ledger): void {
  if (made.length > MAX_SHOWN) {
    ledger.use("rules", { value: made.length, origin: rules!.origin });
    return;
  }
  for (const { rule, origin } of made) ledger.use("rule", { value: rule, origin }, showRule);
}

function matchesEverything({ destinations, ports, users }: RouteMatch): boolean {
  return destinations === undefined && ports.length === 0 && users.length === 0;
}

function warnOfUnknownUsers({ userNames }: Settings, { users, parts }: RuleOptions): void {
  for (const name of userNames?.value ?? []) {
    if (users.includes(name)) continue;
    const otherwise = 'name the users in "users", for example ["alice:password"]';
    parts.ledger.warn(problemWith(
      userNames!.origin,
      `names ${JSON.stringify(name)}, who is no user`,
      didYouMean(name, users, otherwise),
    ));
  }
}
