// What holds where nobody says otherwise. The addresses and ports are those of libev and python.

import type { Config } from "./config.ts";
import { DEFAULT_ORIGIN, type Sourced } from "./origin.ts";
import type { Settings, SettingValues } from "./settings.ts";

export const DEFAULT_METHOD = "chacha20-ietf-poly1305";

export type Role = Config["role"];

export const ROLES: readonly Role[] = ["local", "server", "tunnel"];

/** Settings in which everything that has a default is there. */
export type FullSettings =
  & Settings
  & { readonly [K in keyof typeof DEFAULTS]: Sourced<SettingValues[K]> };

/** RFC 5382 asks NATs for 2 h and 4 min. */
const IDLE_SECONDS = 7_440;

const DEFAULTS = {
  serverPort: byDefault([8388]),
  method: byDefault(DEFAULT_METHOD),
  insecure: byDefault(false),
  clockTolerant: byDefault(false),
  localAddress: byDefault({ host: "127.0.0.1", port: undefined }),
  localPort: byDefault(1080),
  allowPrivate: byDefault({ kind: "none" }),
  idleSeconds: byDefault(IDLE_SECONDS),
  udpIdleSeconds: byDefault(300),
  maxAssociations: byDefault(4096),
  drainSeconds: byDefault(30),
  workers: byDefault(1),
  noDelay: byDefault(true),
  keepAlive: byDefault(false),
  reusePort: byDefault(false),
  ipv6First: byDefault(false),
  dns: byDefault({ kind: "system" }),
  dnsCacheSize: byDefault(1024),
  dnsRemoteHost: byDefault({ host: "8.8.8.8", port: undefined }),
  dnsRemotePort: byDefault(53),
  engine: byDefault("auto"),
  logLevel: byDefault("info"),
  logFormat: byDefault("text"),
  aclDialect: byDefault("rust"),
} satisfies Settings;

export const DEFAULT_SETTINGS: Readonly<Record<Role, FullSettings>> = {
  local: DEFAULTS,
  tunnel: DEFAULTS,
  server: { ...DEFAULTS, server: byDefault([{ host: "0.0.0.0", port: undefined }]) },
};

function byDefault<const T>(value: T): Sourced<T> {
  return { value, origin: DEFAULT_ORIGIN };
}
