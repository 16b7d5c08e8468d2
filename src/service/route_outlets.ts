// What a route of the configuration comes to: one outlet for each.

import type { FailoverConfig, Route, UpstreamRoute } from "../config/routing.ts";
import type { Clock } from "../net/clock.ts";
import type { UpstreamObserver } from "../net/upstream_observer.ts";
import { BLOCKED_OUTLET } from "../outbound/blocked_outlet.ts";
import { FailoverDialer } from "../outbound/failover_dialer.ts";
import { FailoverPacketDialer } from "../outbound/failover_packet_dialer.ts";
import type { LatencyScores } from "../outbound/latency_picker.ts";
import type { ManagedWay } from "../outbound/managed_way.ts";
import { NO_PACKETS, NO_STREAMS } from "../outbound/no_way.ts";
import type { Outlet } from "../outbound/outlet.ts";
import { buildPicker } from "./build_picker.ts";

/** The outlets without any upstream. */
export interface StraightOutlets {
  readonly direct: Outlet;
  /** For when all upstreams have failed: nobody asks then whether the target may be reached. */
  readonly lastResort: Outlet;
}

export interface RouteParts extends StraightOutlets {
  readonly ways: ReadonlyMap<string, ManagedWay>;
  readonly limits: FailoverConfig;
  readonly scores: LatencyScores;
  readonly clock: Clock;
  readonly observer: UpstreamObserver;
}

export function outletOf(route: Route, parts: RouteParts): Outlet {
  switch (route.kind) {
    case "direct":
      return parts.direct;
    case "block":
      return BLOCKED_OUTLET;
    case "upstreams":
      return upstreamOutlet(route, parts);
  }
}

function upstreamOutlet(
  { names, balance, whenAllDown }: UpstreamRoute,
  { ways: known, limits, scores, clock, observer, ...straight }: RouteParts,
): Outlet {
  const ways = names.map((name) => {
    const way = known.get(name);
    if (way === undefined) throw new RangeError(`Cannot route through ${name}: nobody knows it`);
    return way;
  });
  const lastResort = whenAllDown === "direct" ? straight.lastResort : undefined;
  const shared = { ways, limits, clock, observer };
  // A picker each: what one knows of streams is not true of packets.
  const picker = () => buildPicker(balance, scores);
  const carriesStreams = lastResort !== undefined ||
    ways.some(({ dialer, weights }) => dialer !== undefined && weights.streams > 0);
  const carriesPackets = lastResort !== undefined ||
    ways.some(({ packetDialer, weights }) => packetDialer !== undefined && weights.packets > 0);
  return {
    dialer: carriesStreams
      ? new FailoverDialer({ ...shared, picker: picker(), direct: lastResort?.dialer })
      : NO_STREAMS,
    packetDialer: carriesPackets
      ? new FailoverPacketDialer({ ...shared, picker: picker(), direct: lastResort?.packetDialer })
      : NO_PACKETS,
  };
}
