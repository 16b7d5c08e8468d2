// What a role needs to run: checked once, frozen, complete. Nothing here is optional that has a default, and nobody
// below `service` sees it.

import type { MethodName } from "../crypto/method_table.ts";
import type { HostPort } from "../net/address.ts";
import type { DnsChoice } from "./dns_choice.ts";
import type { FailoverConfig, HealthConfig, RoutingConfig } from "./routing.ts";
import type { Secret } from "./secret.ts";
import type { PluginEntry, UpstreamEntry } from "./upstream_entry.ts";

export type Config = LocalConfig | ServerConfig | TunnelConfig;

interface CommonConfig {
  /** What connections may go through, in the order in which it was written. */
  readonly upstreams: readonly UpstreamEntry[];
  readonly routing: RoutingConfig;
  readonly failover: FailoverConfig;
  /** `undefined`: only what connections show is known of an upstream. */
  readonly health: HealthConfig | undefined;
  /** How many isolates carry the traffic; `auto`: one per core, where they can share a port. */
  readonly workers: WorkerChoice;
  readonly timeouts: Timeouts;
  /** `undefined`: as many as the descriptor limit allows. */
  readonly maxConnections: number | undefined;
  readonly noDelay: boolean;
  readonly keepAlive: boolean;
  readonly reusePort: boolean;
  /** Prefer IPv6 addresses of a name. */
  readonly ipv6First: boolean;
  readonly dns: DnsConfig;
  readonly engine: EngineChoice;
  readonly udp: UdpConfig;
  readonly log: LogConfig;
  readonly pidFile: string | undefined;
}

/** What reaches its targets through upstreams. */
export interface ClientConfig extends CommonConfig {
  readonly listen: HostPort;
  readonly mode: Mode;
  readonly clockTolerant: boolean;
}

export interface LocalConfig extends ClientConfig {
  readonly role: "local";
  /** The host that clients are told to send packets to; `undefined`: the one that they have reached. */
  readonly associateHost: string | undefined;
  /** Empty: no authentication asked for. */
  readonly users: readonly ProxyUser[];
  readonly dnsDoor: DnsDoor | undefined;
}

/** Answers the DNS questions of the machine, through the Shadowsocks server. */
export interface DnsDoor {
  readonly listen: HostPort;
  /** The DNS server that the Shadowsocks server is to ask. */
  readonly remote: HostPort;
}

export interface TunnelConfig extends ClientConfig {
  readonly role: "tunnel";
  readonly target: HostPort;
}

export interface ServerConfig extends CommonConfig {
  readonly role: "server";
  /** At least one: several hosts and `port_password` make several. */
  readonly listeners: readonly ServerEntry[];
  readonly allowPrivate: AllowPrivate;
}

/** A Shadowsocks server: to reach (local, tunnel) or to be (server). */
export interface ServerEntry {
  readonly address: HostPort;
  /** Where its packets go or come, where that is not `address`. */
  readonly packetAddress: HostPort | undefined;
  /** Of a client, where `address` is that of a plugin: the server's own. */
  readonly behindPlugin?: HostPort;
  readonly method: MethodName;
  /** `undefined`: an AEAD-2017 port that has users only. */
  readonly key: KeySource | undefined;
  /** Of a server: who shares the port, each with a key of its own. */
  readonly users: readonly ServerUser[];
  /** Of a relay: whom it passes on to; empty: it serves. */
  readonly destinations: readonly Destination[];
  /** Of a client: what the salts of its streams begin with, each character a byte; empty: nothing. */
  readonly saltPrefix: string;
  /** What it serves, or is asked for. */
  readonly mode: Mode;
  /** What carries the connections between client and server in a form of its own. */
  readonly plugin: PluginEntry | undefined;
  /** Of a server or relay of the 2022 edition: the first read must hold the whole opening (SIP022 3.1.3). */
  readonly oneRead: boolean;
}

export type Mode = "tcp_only" | "tcp_and_udp" | "udp_only";

export type KeySource =
  | { readonly kind: "password"; readonly password: Secret }
  /** `--key`: URL-safe base64 of exactly the method's key length; stands in place of the password's derivation. */
  | { readonly kind: "raw"; readonly base64url: Secret }
  /**
   * Of the 2022 edition: the key in base64; of a client behind a server with many users the keys that lead to its own, and
   * that (`iPSK:uPSK`, SIP023).
   */
  | { readonly kind: "psk"; readonly chain: Secret }
  /** Method `none`. */
  | { readonly kind: "none" };

/** One of those who share a port. */
export interface ServerUser {
  readonly name: string;
  readonly key: KeySource;
}

/** A server behind a relay (SIP023). */
export interface Destination {
  readonly name: string;
  readonly address: HostPort;
  /** By which clients name it. */
  readonly key: KeySource;
}

export interface ProxyUser {
  readonly name: string;
  readonly password: Secret;
}

/** Targets outside the public Internet that a server may connect to. */
export type AllowPrivate =
  | { readonly kind: "none" }
  | { readonly kind: "all" }
  | { readonly kind: "ranges"; readonly cidrs: readonly string[] };

/** Milliseconds. */
export interface Timeouts {
  /** From accept until the request is complete; also how long unauthenticated connections are absorbed. */
  readonly handshakeMs: number;
  readonly connectMs: number;
  readonly idleMs: number;
  readonly halfClosedMs: number;
  /** At shutdown, for connections in the middle of something. */
  readonly drainMs: number;
}

export interface UdpConfig {
  /** Milliseconds. */
  readonly idleMs: number;
  readonly maxAssociations: number;
}

export interface DnsConfig {
  readonly choice: DnsChoice;
  /** How many names are remembered. */
  readonly cacheSize: number;
}

export type EngineChoice = "auto" | "webcrypto" | "node" | "openssl";

export type WorkerChoice = number | "auto";

export interface LogConfig {
  readonly level: LogLevel;
  readonly format: "text" | "json";
  /** `undefined`: standard error. */
  readonly file: string | undefined;
}

export type LogLevel = "debug" | "info" | "warning" | "error";
