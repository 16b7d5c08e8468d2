// The simplest ways out, for whoever makes a Config without a text: directly, or through Shadowsocks servers in their
// order.

import { formatHostPort } from "../net/address.ts";
import type { ServerEntry } from "./config.ts";
import { DEFAULT_FAILOVER } from "./failover_choice.ts";
import type { Route, RoutingConfig } from "./routing.ts";
import type { ShadowsocksUpstream } from "./upstream_entry.ts";
import type { WaysOut } from "./ways_out.ts";

export function directly(): WaysOut {
  return { upstreams: [], routing: always({ kind: "direct" }), ...WITHOUT_CARE };
}

/** `servers`: at least one, each with an address of its own. */
export function inOrder(servers: readonly ServerEntry[]): WaysOut {
  const upstreams = servers.map((server): ShadowsocksUpstream => ({
    kind: "shadowsocks",
    name: formatHostPort(server.address),
    through: undefined,
    weights: { streams: 1, packets: 1 },
    server,
  }));
  const routing = always({
    kind: "upstreams",
    names: upstreams.map(({ name }) => name),
    balance: "ordered",
    whenAllDown: "fail",
  });
  return { upstreams, routing, ...WITHOUT_CARE };
}

const WITHOUT_CARE = { failover: DEFAULT_FAILOVER, health: undefined };

function always(otherwise: Route): RoutingConfig {
  return { rules: [], otherwise, acl: undefined, resolves: false, countryFile: undefined };
}
