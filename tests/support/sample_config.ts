// A checked configuration of each role, as `config/` would hand it on.

import type { LocalConfig, ServerConfig, TunnelConfig } from "../../src/config/config.ts";
import { directly, inOrder } from "../../src/config/plain_routing.ts";
import { Secret } from "../../src/config/secret.ts";

const COMMON = {
  workers: 1,
  timeouts: {
    handshakeMs: 10_000,
    connectMs: 3_000,
    idleMs: 60_000,
    halfClosedMs: 60_000,
    drainMs: 1_000,
  },
  maxConnections: undefined,
  noDelay: true,
  keepAlive: false,
  reusePort: false,
  ipv6First: false,
  dns: { choice: { kind: "system" }, cacheSize: 1024 },
  engine: "auto",
  udp: { idleMs: 300_000, maxAssociations: 4_096 },
  log: { level: "info", format: "text", file: undefined },
  pidFile: undefined,
} as const;

const LISTEN = { host: "127.0.0.1", port: 1080 };

const ENTRY = {
  mode: "tcp_and_udp",
  address: { host: "192.0.2.1", port: 8388 },
  method: "aes-256-gcm",
  key: { kind: "password", password: new Secret("a-password") },
  users: [],
  destinations: [],
  saltPrefix: "\x16\x03\xff",
  packetAddress: undefined,
  plugin: undefined,
  oneRead: true,
} as const;

const SECOND_ENTRY = {
  mode: "tcp_only",
  address: { host: "192.0.2.2", port: 8389 },
  method: "aes-128-gcm",
  key: { kind: "raw", base64url: new Secret("QUJDREVGR0hJSktMTU5PUA") },
  users: [],
  destinations: [],
  saltPrefix: "",
  packetAddress: undefined,
  plugin: undefined,
  oneRead: true,
} as const;

export const LOCAL: LocalConfig = {
  ...COMMON,
  role: "local",
  clockTolerant: false,
  mode: "tcp_only",
  associateHost: undefined,
  listen: LISTEN,
  ...inOrder([ENTRY, SECOND_ENTRY]),
  users: [{ name: "me", password: new Secret("a-users-password") }],
  dnsDoor: undefined,
};

export const TUNNEL: TunnelConfig = {
  ...COMMON,
  role: "tunnel",
  clockTolerant: false,
  mode: "tcp_only",
  listen: LISTEN,
  ...inOrder([ENTRY]),
  target: { host: "db.example", port: 5432 },
};

export const SERVER: ServerConfig = {
  ...COMMON,
  ...directly(),
  role: "server",
  listeners: [ENTRY, SECOND_ENTRY],
  allowPrivate: { kind: "ranges", cidrs: ["10.0.0.0/8"] },
};
