// The rules of a configuration, compiled. Loaded where there are any.

import { compileDestinations } from "../acl/compile_destinations.ts";
import { RouteTable } from "../acl/route_table.ts";
import type { Config } from "../config/config.ts";
import type { Outlet } from "../outbound/outlet.ts";
import type { OutletChooser } from "../outbound/outlet_chooser.ts";
import { TableChooser } from "../outbound/table_chooser.ts";
import { countriesOf } from "./country_of.ts";
import type { Ground } from "./ground.ts";
import { outletOf, type RouteParts } from "./route_outlets.ts";

/** Rejects with a ServiceError where a file of the configuration cannot be used. */
export async function chooserByRules(
  { routing: { rules, otherwise, resolves, countryFile } }: Config,
  { resolver }: Ground,
  parts: RouteParts,
): Promise<OutletChooser> {
  const countryOf = await countriesOf(countryFile);
  const table = new RouteTable<Outlet>({
    rules: rules.map(({ match, route }) => ({ ...match, way: outletOf(route, parts) })),
    otherwise: outletOf(otherwise, parts),
    compile: (destinations) => compileDestinations(destinations, countryOf && { countryOf }),
  });
  return new TableChooser({ table, resolver: resolves ? resolver : undefined });
}
