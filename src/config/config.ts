// What a role needs to run: checked once, frozen, complete. Nothing here is optional that has a default, and nobody
// below `service` sees it.

import type { MethodName } from "../crypto/method_table.ts";
import type { HostPort } from "../net/address.ts";
import type { Secret } from "./secret.ts";

export type Config = LocalConfig | ServerConfig | TunnelConfig;

interface CommonConfig {
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
  readonly engine: EngineChoice;
  readonly log: LogConfig;
  readonly pidFile: string | undefined;
}

export interface LocalConfig extends CommonConfig {
  readonly role: "local";
  readonly listen: HostPort;
  /** At least one; tried in order. */
  readonly servers: readonly ServerEntry[];
  /** Empty: no authentication asked for. */
  readonly users: readonly ProxyUser[];
}

export interface TunnelConfig extends CommonConfig {
  readonly role: "tunnel";
  readonly listen: HostPort;
  readonly servers: readonly ServerEntry[];
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
  readonly method: MethodName;
  readonly key: KeySource;
}

export type KeySource =
  | { readonly kind: "password"; readonly password: Secret }
  /** `--key`: URL-safe base64 of exactly the method's key length; stands in place of the password's derivation. */
  | { readonly kind: "raw"; readonly base64url: Secret }
  /** Method `none`. */
  | { readonly kind: "none" };

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

export type EngineChoice = "auto" | "webcrypto" | "node" | "openssl";

export type WorkerChoice = number | "auto";

export interface LogConfig {
  readonly level: LogLevel;
  readonly format: "text" | "json";
  /** `undefined`: standard error. */
  readonly file: string | undefined;
}

export type LogLevel = "debug" | "info" | "warning" | "error";
