// The way out of each role. Where nothing is to be decided nothing is asked.

import type { Acl } from "../acl/acl.ts";
import type { AclRules } from "../acl/acl_rules.ts";
import { publicTargets } from "../acl/public_targets.ts";
import type { ClientConfig, Config, ServerConfig } from "../config/config.ts";
import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { BypassChooser } from "../outbound/bypass_chooser.ts";
import type { OutletChooser } from "../outbound/outlet_chooser.ts";
import { PermitChooser } from "../outbound/permit_chooser.ts";
import { RoutedDialer } from "../outbound/routed_dialer.ts";
import { RoutedPacketDialer } from "../outbound/routed_packet_dialer.ts";
import { directOutlet } from "./direct_outlet.ts";
import type { Ground } from "./ground.ts";
import { layRoutes, type Routes } from "./lay_routes.ts";

/** Whether a client may come in, by its IP address. */
export type Admits = (ip: string) => boolean;

export interface WayOut {
  readonly dialer: StreamDialer;
  /** `undefined`: nothing carries packets. */
  readonly packetDialer: PacketDialer | undefined;
  /** What encrypts, one for each Shadowsocks server. */
  readonly engines: readonly string[];
  /** Who may come in at all; `undefined`: everybody. */
  readonly admits: Admits | undefined;
  /** Ends what goes on by itself. Idempotent. */
  close(): void;
}

/** Rejects with a ServiceError where a file of the configuration cannot be used. */
export async function clientWayOut(
  config: Extract<Config, ClientConfig>,
  ground: Ground,
): Promise<WayOut> {
  const direct = directOutlet({ ground, config, mayReach: () => true });
  const routes = await layRoutes(config, ground, direct);
  const { acl } = config.routing;
  if (acl === undefined) return wayOf(routes);
  const { resolver } = ground;
  const { targets } = await compiled(acl);
  return wayBy(new BypassChooser({ targets, resolver, direct, next: routes.chooser }), routes);
}

/** As above. */
export async function serverWayOut(config: ServerConfig, ground: Ground): Promise<WayOut> {
  const mayReach = targetRule(config);
  const direct = directOutlet({ ground, config, mayReach });
  const routes = await layRoutes(config, ground, direct);
  const { acl } = config.routing;
  if (acl === undefined && routes.only === direct) return wayOf(routes);
  const list = acl && await compiled(acl);
  const isAllowed = (ip: string) => list?.outbound.decideAddress(ip) !== "block";
  const chooser = new PermitChooser({
    outbound: list?.outbound,
    mayReach,
    resolver: ground.resolver,
    direct,
    checked: directOutlet({ ground, config, mayReach: (ip) => mayReach(ip) && isAllowed(ip) }),
    next: routes.chooser,
  });
  return { ...wayBy(chooser, routes), admits: list && ((ip) => list.admitsClient(ip)) };
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

function targetRule({ allowPrivate }: ServerConfig): (ip: string) => boolean {
  switch (allowPrivate.kind) {
    case "none":
      return publicTargets([]);
    case "ranges":
      return publicTargets(allowPrivate.cidrs);
    case "all":
      return () => true;
  }
}
