// Which way connections and packets take: by rules, and among several upstreams by a way of choosing.

import type { AclRules } from "../acl/acl_rules.ts";
import type { RouteMatch } from "../acl/route_table.ts";
import type { HostPort } from "../net/address.ts";

export interface RoutingConfig {
  /** Asked in their order; the first that matches decides. */
  readonly rules: readonly RouteRule[];
  /** For what no rule matches; where there is an ACL, for what it does not send out directly. */
  readonly otherwise: Route;
  /** Asked before the rules: what it blocks is blocked. */
  readonly acl: AclRules | undefined;
  /** Names are resolved here so that rules by address see them too. */
  readonly resolves: boolean;
  /** An MMDB file, where a rule goes by country. */
  readonly countryFile: string | undefined;
}

export interface RouteRule {
  /** Where it was written: "config.json:12:5". */
  readonly place: string;
  readonly match: RouteMatch;
  readonly route: Route;
}

export type Route =
  | { readonly kind: "direct" }
  | { readonly kind: "block" }
  | UpstreamRoute;

export interface UpstreamRoute {
  readonly kind: "upstreams";
  /** At least one, each of an upstream of the configuration. */
  readonly names: readonly string[];
  readonly balance: Balance;
  readonly whenAllDown: "fail" | "direct";
}

/** Which of several upstreams a new connection takes, as Apache Traffic Server's parent selection names them. */
export type Balance =
  /** The first that works (`round_robin=false`). */
  | "ordered"
  /** In turn. */
  | "strict"
  /** By the client's address (`round_robin=true`). */
  | "client_hash"
  /** By the target's host, with weights: few targets move when an upstream is gone. */
  | "consistent_hash"
  /** The one that worked last, until it fails. */
  | "latched"
  /** The quickest by measurement. */
  | "latency";

/** Milliseconds. */
export interface FailoverConfig {
  /** For one connection, over all upstreams. */
  readonly attempts: number;
  /** One after the other at the same upstream. */
  readonly attemptsPerUpstream: number;
  /** So many failures within `retryMs` mark it down. */
  readonly failThreshold: number;
  /** So long it is left alone then; one connection tries it after that. */
  readonly retryMs: number;
  /** Until the upstream's port has answered. */
  readonly connectMs: number;
  /** From there until the upstream says that the target is reached. */
  readonly handshakeMs: number;
}

/** A regular trial of each upstream, besides what connections show. */
export interface HealthConfig {
  /** The mean time between two trials of one upstream, in milliseconds. */
  readonly intervalMs: number;
  /** What is asked for, one of them at a time by chance: over HTTP, through the upstream. */
  readonly targets: readonly HealthTarget[];
  /** Slower than this counts as a failure, in milliseconds. */
  readonly maxMs: number;
}

export interface HealthTarget {
  readonly address: HostPort;
  readonly path: string;
}
