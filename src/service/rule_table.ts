// The rules of a configuration, compiled: each with what its route comes to.

import { compileDestinations } from "../acl/compile_destinations.ts";
import { RouteTable } from "../acl/route_table.ts";
import type { Route, RoutingConfig } from "../config/routing.ts";
import { countriesOf } from "./country_of.ts";

/** Rejects with a ServiceError where a file of the configuration cannot be used. */
export async function ruleTable<T>(
  { rules, otherwise, countryFile }: RoutingConfig,
  wayOf: (route: Route) => T,
): Promise<RouteTable<T>> {
  const countryOf = await countriesOf(countryFile);
  return new RouteTable<T>({
    rules: rules.map(({ match, route }) => ({ ...match, way: wayOf(route) })),
    otherwise: wayOf(otherwise),
    compile: (destinations) => compileDestinations(destinations, countryOf && { countryOf }),
  });
}
