// The settings that say which ways out there are, and which of them a connection takes.

import type { AclDialect } from "../acl/parse_acl.ts";
import type { AddressRange } from "../acl/destination_rules.ts";
import type { PortRange } from "../acl/rule_conditions.ts";
import type { Mode } from "./config.ts";
import type { ProxyUrl } from "./proxy_url.ts";
import type { Balance, HealthTarget, UpstreamRoute } from "./routing.ts";
import type { ProxyKind } from "./upstream_entry.ts";

/** Of an upstream: an entry of `servers` or `upstreams`. Some may stand at the top, for all of them. */
export interface UpstreamSettings {
  name: string;
  /** What other programs call a server; without a `name`, it is the name. */
  remarks: string;
  /** As `remarks`, and weaker. */
  serverId: string;
  /** What connections to it go through, the first to be reached first. Empty: nothing. */
  through: readonly Hop[];
  weight: number;
  tcpWeight: number;
  udpWeight: number;
  /** Without one it is as its parts say: `server`, `serverPort`, `userName`, `password`. */
  proxyUrl: ProxyUrl;
  upstreamKind: ProxyKind | "shadowsocks";
  tlsServerName: string;
  tlsCaFile: string;

  /** Empty: none. */
  plugin: string;
  pluginOptions: string;
  pluginArgs: readonly string[];
  pluginMode: Mode;
  allowsSegments: boolean;
}

/** One of those that are gone through: an upstream of the configuration, or one that is named here alone. */
export type Hop =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "url"; readonly url: ProxyUrl };

export interface RouteSettings {
  /** As written: which names there are is known where the whole is. */
  route: readonly string[];
  balance: Balance;
  whenAllDown: UpstreamRoute["whenAllDown"];
  resolvesNames: boolean;
  countryFile: string;
  aclFile: string;
  /** Which program reads an ACL as we do. */
  aclDialect: AclDialect;

  /** Of a rule. */
  domains: readonly string[];
  domainFiles: readonly string[];
  hosts: readonly string[];
  keywords: readonly string[];
  patterns: readonly string[];
  addresses: readonly Addresses[];
  countries: readonly string[];
  ports: readonly PortRange[];
  userNames: readonly string[];

  attempts: number;
  attemptsPerUpstream: number;
  failThreshold: number;
  retrySeconds: number;
  connectSeconds: number;
  upstreamHandshakeSeconds: number;

  healthSeconds: number;
  healthMaxSeconds: number;
  healthTargets: readonly HealthTarget[];
}

/** `192.0.2.0/24`, or `192.0.2.1 - 192.0.2.9`. */
export type Addresses = string | AddressRange;
