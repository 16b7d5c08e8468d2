// What a route of the configuration comes to: one outlet for each.

import type { FailoverConfig, Route, UpstreamRoute } from "../config/routing.ts";
import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import type { UpstreamObserver } from "../net/upstream_observer.ts";
import { BLOCKED_OUTLET } from "../outbound/blocked_outlet.ts";
import { FailoverDialer } from "../outbound/failover_dialer.ts";
import { FailoverPacketDialer } from "../outbound/failover_packet_dialer.ts";
import type { LatencyScores } from "../outbound/latency_picker.ts";
import type { ManagedWay } from "../outbound/managed_way.ts";
import type { Outlet } from "../outbound/outlet.ts";
import { buildPicker } from "./build_picker.ts";

export interface RouteParts {
  readonly ways: ReadonlyMap<string, ManagedWay>;
  readonly direct: Outlet;
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
  { ways: known, direct, limits, scores, clock, observer }: RouteParts,
): Outlet {
  const ways = names.map((name) => {
    const way = known.get(name);
    if (way === undefined) throw new RangeError(`Cannot route through ${name}: nobody knows it`);
    return way;
  });
  const lastResort = whenAllDown === "direct" ? direct : undefined;
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

const NO_STREAMS: StreamDialer = {
  dial: () => Promise.reject(new DialError("denied", "Cannot connect: no upstream carries TCP")),
};

export const NO_PACKETS: PacketDialer = {
  open: () => Promise.reject(new DialError("denied", "Cannot carry packets: no upstream does")),
};
