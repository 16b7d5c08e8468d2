// Several ways to the same targets: each connection takes the one that is picked for it, goes on to the next when that one
// fails (failover_table.ts says when that is), and does so even after the dial for as long as nothing has been committed
// (redispatching_conn.ts). Ways that fail again and again are left alone for a while (upstream_state.ts).
//
// How long an attempt may take is the way's own business: a TimedDialer around its transport, and a handshake's own
// time-out. A way that hangs is thereby given up in time although one limit knows nothing of the other.

import type { HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";
import type { UpstreamObserver } from "../net/upstream_observer.ts";
import { Crossroads, type CrossroadsParts } from "./crossroads.ts";
import { type ManagedWay, streamLanes } from "./managed_way.ts";
import { NamedDialer } from "./named_dialer.ts";
import { RedispatchingConn } from "./redispatching_conn.ts";
import { type AttemptLimits, UpstreamWalk } from "./upstream_walk.ts";

export interface FailoverLimits extends AttemptLimits {
  /** Milliseconds; so long all attempts together may take after the dial, which nobody else bounds. */
  readonly connectMs: number;
  readonly handshakeMs: number;
}

export interface FailoverParts extends Omit<CrossroadsParts<StreamDialer>, "lanes"> {
  /** Those that carry streams are taken. */
  readonly ways: readonly ManagedWay[];
  readonly limits: FailoverLimits;
  readonly clock: Clock;
  readonly observer: Pick<UpstreamObserver, "movedOn">;
}

export class FailoverDialer implements StreamDialer {
  readonly #parts: FailoverParts;
  readonly #crossroads: Crossroads<StreamDialer>;

  constructor(parts: FailoverParts) {
    this.#parts = parts;
    const direct = parts.direct && new NamedDialer("direct", parts.direct);
    this.#crossroads = new Crossroads({ ...parts, direct, lanes: streamLanes(parts.ways) });
  }

  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    const { clock, limits } = this.#parts;
    const course = this.#crossroads.courseFor({ target, source: options.source });
    const walk = new UpstreamWalk(course, this.#parts);
    const conn = await walk.reach((dialer) => dialer.dial(target, options), options.signal);
    if (!walk.isConcerned) return conn;
    return new RedispatchingConn(conn, {
      walk,
      // The dial that the stages are reported of is over.
      dial: (dialer, signal) => dialer.dial(target, { ...options, signal, progress: () => {} }),
      limitMs: limits.connectMs + limits.handshakeMs,
      clock,
    });
  }
}
