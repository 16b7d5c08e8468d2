// The settings as their sources give them: each value is checked for itself and knows its origin, nothing is complete
// yet. Flags, environment, file and defaults all have this one shape, so that merging them is one function.

import type {
  AllowPrivate,
  EngineChoice,
  LogConfig,
  LogLevel,
  Mode,
  ProxyUser,
  WorkerChoice,
} from "./config.ts";
import type { HostPort } from "../net/address.ts";
import type { DnsChoice } from "./dns_choice.ts";
import type { OnlineSettings } from "./online_settings.ts";
import { outranks, type Sourced } from "./origin.ts";
import type { RouteSettings, UpstreamSettings } from "./route_settings.ts";
import type { Secret } from "./secret.ts";

/** `host`, `host:port`, `[v6]:port`. */
export interface HostMaybePort {
  readonly host: string;
  readonly port: number | undefined;
}

export interface PortPassword {
  readonly port: number;
  readonly password: Secret;
}

export interface RelayDestination {
  readonly name: string;
  readonly address: HostPort;
  readonly password: Secret;
}

export interface SettingValues extends UpstreamSettings, RouteSettings, OnlineSettings {
  server: readonly HostMaybePort[];
  serverPort: readonly number[];
  portPassword: readonly PortPassword[];
  /** Entries of `servers`; each may override what stands at the top. */
  servers: readonly Settings[];
  /** As outline-ss-server has them (outline_ports.ts): each service has listeners and access keys. */
  services: readonly Settings[];
  listeners: readonly Settings[];
  /** Entries of `upstreams`. */
  upstreams: readonly Settings[];
  /** The same, each from a URL that stands alone. */
  moreUpstreams: readonly Settings[];
  /** Entries of `rules`. */
  rules: readonly Settings[];
  /** Of a service, or at the top, where each names its port. */
  accessKeys: readonly Settings[];
  transport: "tcp" | "udp";
  listenAddress: HostPort;
  userName: string;
  password: Secret;
  key: Secret;
  /** As written: which methods are acceptable is judged where the whole is known. */
  method: string;
  saltPrefix: string;
  insecure: boolean;
  clockTolerant: boolean;
  disabled: boolean;
  mode: Mode;

  localAddress: HostMaybePort;
  localPort: number;
  /** Entries of `locals`. */
  locals: readonly Settings[];
  protocol: string;
  users: readonly ProxyUser[];
  destinations: readonly RelayDestination[];
  socksAuthFile: string;
  httpAuthFile: string;
  tunnelTarget: HostPort;
  tunnelRemoteHost: HostMaybePort;
  tunnelRemotePort: number;
  tunnelListenPort: number;

  allowPrivate: AllowPrivate;
  associateHost: HostMaybePort;
  udpIdleSeconds: number;
  maxAssociations: number;
  timeoutSeconds: number;
  idleSeconds: number;
  drainSeconds: number;
  maxConnections: number;
  workers: WorkerChoice;
  noDelay: boolean;
  keepAlive: boolean;
  reusePort: boolean;
  ipv6First: boolean;
  dns: DnsChoice;
  dnsCacheSize: number;
  dnsListen: HostMaybePort;
  dnsRemoteHost: HostMaybePort;
  dnsRemotePort: number;
  engine: EngineChoice;
  logLevel: LogLevel;
  logFormat: LogConfig["format"];
  logFile: string;
  pidFile: string;
}

export type SettingName = keyof SettingValues;
export type Settings = { readonly [K in SettingName]?: Sourced<SettingValues[K]> };

/** One setting as Settings; the only place where a name and its value are joined by hand. */
export function settingOf<K extends SettingName>(
  name: K,
  sourced: Sourced<SettingValues[K]>,
): Settings {
  return { [name]: sourced } as Settings;
}

/** What a table has for some settings, by their names. */
export function entriesOf<T>(
  table: { readonly [K in SettingName]?: T },
): readonly (readonly [SettingName, T])[] {
  // The type lists all keys that there may be; Object.entries() forgets which.
  return Object.entries(table) as [SettingName, T][];
}

/** `base` with `top` laid over it: the stronger source wins, and among equals `top`. */
export function overlay<S extends Settings>(base: S, top: Settings): S {
  const winners = entriesOf<Sourced<unknown>>(top)
    .filter(([name, sourced]) => !outranks(base[name], sourced));
  return { ...base, ...Object.fromEntries(winners) };
}

/** `settings` without one of them. */
export function without<S extends Settings, K extends SettingName>(
  settings: S,
  name: K,
): Omit<S, K> {
  const { [name]: _, ...rest } = settings;
  return rest;
}
