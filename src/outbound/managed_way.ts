// The ways that a failover chooses from, and what it needs to know of each.

import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import type { Pickable } from "./picker.ts";
import type { UpstreamState } from "./upstream_state.ts";
import type { Way } from "./way.ts";

export interface ManagedWay extends Way {
  /** Shared by all who may take this way. */
  readonly state: UpstreamState;
}

/** A way for streams, or a way for packets. */
export interface Lane<Dialer> extends Pickable {
  readonly dialer: Dialer;
  /** Absent of the direct one, which is never down. */
  readonly state: UpstreamState | undefined;
}

/** Of the ways that carry streams and may be picked. */
export function streamLanes(ways: readonly ManagedWay[]): Lane<StreamDialer>[] {
  return ways.flatMap(({ name, dialer, weights, state }) =>
    lane({ name, dialer, weight: weights.streams, state })
  );
}

/** Of the ways that carry packets and may be picked. */
export function packetLanes(ways: readonly ManagedWay[]): Lane<PacketDialer>[] {
  return ways.flatMap(({ name, packetDialer: dialer, weights, state }) =>
    lane({ name, dialer, weight: weights.packets, state })
  );
}

interface Candidate<D> extends Omit<Lane<D>, "dialer"> {
  readonly dialer: D | undefined;
}

function lane<D>({ name, dialer, weight, state }: Candidate<D>): Lane<D>[] {
  return dialer === undefined || weight === 0 ? [] : [{ name, dialer, weight, state }];
}
