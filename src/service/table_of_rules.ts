// What takes each connection by the rules of a configuration. Loaded where there are any.

import type { Config } from "../config/config.ts";
import type { OutletChooser } from "../outbound/outlet_chooser.ts";
import { TableChooser } from "../outbound/table_chooser.ts";
import type { Ground } from "./ground.ts";
import { outletOf, type RouteParts } from "./route_outlets.ts";
import { ruleTable } from "./rule_table.ts";

/** Rejects with a ServiceError where a file of the configuration cannot be used. */
export async function chooserByRules(
  { routing }: Config,
  { resolver }: Ground,
  parts: RouteParts,
): Promise<OutletChooser> {
  const table = await ruleTable(routing, (route) => outletOf(route, parts));
  return new TableChooser({ table, resolver: routing.resolves ? resolver : undefined });
}
