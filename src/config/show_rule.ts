// A rule in few words, for `umbra check`.

import type { PortRange } from "../acl/rule_conditions.ts";
import type { RouteMatch } from "../acl/route_table.ts";
import { showRoute } from "./route_choice.ts";
import type { RouteRule } from "./routing.ts";

/** `2 destinations, port 80, user bob -> direct` */
export function showRule({ match, route }: RouteRule): string {
  const said = [destinationsOf(match), portsOf(match), usersOf(match)].filter(Boolean);
  return `${said.length === 0 ? "everything" : said.join(", ")} -> ${showRoute(route)}`;
}

/** A file may hold thousands. */
function destinationsOf({ destinations }: RouteMatch): string {
  if (destinations === undefined) return "";
  const all: readonly unknown[] = Object.values(destinations).flat();
  const { suffixes } = destinations;
  const only = all.length === 1 ? suffixes[0] : undefined;
  return only ?? `${all.length} destination${all.length === 1 ? "" : "s"}`;
}

function portsOf({ ports }: RouteMatch): string {
  return ports.length === 0 ? "" : `port ${ports.map(showPorts).join(" ")}`;
}

function showPorts({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function usersOf({ users }: RouteMatch): string {
  return users.length === 0 ? "" : `user ${users.join(" ")}`;
}
