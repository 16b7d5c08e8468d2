// The ways out that lead through upstreams or are decided by rules and lists. Loaded where there are any.

import type { Acl } from "../acl/acl.ts";
import type { AclRules } from "../acl/acl_rules.ts";
import type { ClientConfig, Config, ServerConfig } from "../config/config.ts";
import { BypassChooser } from "../outbound/bypass_chooser.ts";
import type { OutletChooser } from "../outbound/outlet_chooser.ts";
import { PermitChooser } from "../outbound/permit_chooser.ts";
import { RoutedDialer } from "../outbound/routed_dialer.ts";
import { RoutedPacketDialer } from "../outbound/routed_packet_dialer.ts";
import { directOutlet } from "./direct_outlet.ts";
import type { Ground } from "./ground.ts";
import { KeptOutLog } from "./kept_out_log.ts";
import { layRoutes, type Routes } from "./lay_routes.ts";
import { targetRule } from "./target_rule.ts";
import type { Admits, WayOut } from "./way_out.ts";

/** Rejects with a ServiceError where a file of the configuration cannot be used. */
export async function clientWayOut(
  config: Extract<Config, ClientConfig>,
  ground: Ground,
): Promise<WayOut> {
  const direct = directOutlet({ ground, config, mayReach: () => true });
  const routes = await layRoutes(config, ground, { direct, lastResort: direct });
  const { acl } = config.routing;
  if (acl === undefined) return wayOf(routes);
  const { resolver } = ground;
  const { targets } = await compiled(acl);
  return wayBy(new BypassChooser({ targets, resolver, direct, next: routes.chooser }), routes);
}

/** As above. */
export async function serverWayOut(config: ServerConfig, ground: Ground): Promise<WayOut> {
  const { routing: { acl, resolves }, allowPrivate } = config;
  const mayReach = targetRule(config);
  const list = acl && await compiled(acl);
  const isAllowed = (ip: string) => list?.outbound.decideAddress(ip) !== "block";
  const direct = directOutlet({ ground, config, mayReach });
  const checked = list === undefined
    ? direct
    : directOutlet({ ground, config, mayReach: (ip) => mayReach(ip) && isAllowed(ip) });
  const routes = await layRoutes(config, ground, { direct, lastResort: checked });
  if (list === undefined && routes.only === direct) return wayOf(routes);
  const chooser = new PermitChooser({
    outbound: list?.outbound,
    mayReach,
    resolver: ground.resolver,
    looksUpNames: resolves && allowPrivate.kind !== "all",
    direct,
    checked,
    next: routes.chooser,
  });
  return { ...wayBy(chooser, routes), admits: list && admittedBy(list, ground) };
}

/** Who is kept out hears nothing; whoever keeps him out does. */
function admittedBy(list: Acl, { log, clock }: Ground): Admits {
  const kept = new KeptOutLog({ log, clock });
  return (ip) => {
    const isAdmitted = list.admitsClient(ip);
    if (!isAdmitted) kept.keptOut(ip);
    return isAdmitted;
  };
}

/** Loaded where there is one. */
async function compiled(rules: AclRules): Promise<Acl> {
  const { Acl } = await import("../acl/acl.ts");
  return new Acl(rules);
}

function wayOf(routes: Routes): WayOut {
  const { only, chooser, carriesPackets } = routes;
  if (only === undefined) return wayBy(chooser, routes);
  const { dialer, packetDialer } = only;
  return {
    ...routes,
    ...{ dialer, admits: undefined },
    packetDialer: carriesPackets ? packetDialer : undefined,
  };
}

function wayBy(chooser: OutletChooser, routes: Routes): WayOut {
  return {
    ...routes,
    admits: undefined,
    dialer: new RoutedDialer(chooser),
    packetDialer: routes.carriesPackets ? new RoutedPacketDialer(chooser) : undefined,
  };
}
