// Roles of Umbra on sockets of loopback in the test's own process, as the command line would start them.

import { getLogger } from "@logtape/logtape";
import type {
  AllowPrivate,
  Config,
  EngineChoice,
  KeySource,
  ServerEntry,
} from "../../src/config/config.ts";
import { directly, inOrder } from "../../src/config/plain_routing.ts";
import { Secret } from "../../src/config/secret.ts";
import { masterKeyOf } from "../../src/crypto/derive_key_2017.ts";
import {
  aeadMethod,
  type Cipher2022Name,
  type CipherName,
  type EncryptingName,
  isCipher2022,
  method2022,
} from "../../src/crypto/method_table.ts";
import type { HostPort } from "../../src/net/address.ts";
import type { RunningService } from "../../src/service/running_service.ts";
import { startHere } from "../../src/service/start_here.ts";
import type { StreamKey } from "./reference_stream.ts";

const LOOPBACK: HostPort = { host: "127.0.0.1", port: 0 };
const PASSWORD = "foobar";
const KEY: KeySource = { kind: "password", password: new Secret(PASSWORD) };

export interface ServerOptions {
  readonly method: CipherName;
  readonly handshakeMs: number;
  readonly engine?: EngineChoice;
  readonly maxConnections?: number;
  readonly allowPrivate?: AllowPrivate;
}

export interface ClientOptions {
  readonly method: EncryptingName;
  /** Of the Shadowsocks server, on loopback. */
  readonly serverPort: number;
  readonly saltPrefix?: string;
}

/** A role that runs; it is over when the test is. */
export class UmbraRole implements AsyncDisposable {
  readonly #service: RunningService;

  constructor(service: RunningService) {
    this.#service = service;
  }

  get port(): number {
    return this.#service.addresses[0]!.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service.close();
  }
}

export function startServerRole(options: ServerOptions): Promise<UmbraRole> {
  const { method, handshakeMs, maxConnections, engine = "auto" } = options;
  return start({
    ...common(handshakeMs),
    ...directly(),
    role: "server",
    engine,
    maxConnections,
    listeners: [serverEntry({ method, serverPort: 0 })],
    allowPrivate: options.allowPrivate ?? { kind: "all" },
  });
}

export function startLocalRole(options: ClientOptions): Promise<UmbraRole> {
  return start({
    ...common(10_000),
    role: "local",
    clockTolerant: false,
    mode: "tcp_and_udp",
    associateHost: undefined,
    listen: LOOPBACK,
    ...inOrder([serverEntry(options)]),
    users: [],
    dnsDoor: undefined,
  });
}

export function startTunnelRole(
  { targetPort, ...options }: ClientOptions & { readonly targetPort: number },
): Promise<UmbraRole> {
  return start({
    ...common(10_000),
    role: "tunnel",
    clockTolerant: false,
    mode: "tcp_and_udp",
    listen: LOOPBACK,
    ...inOrder([serverEntry(options)]),
    target: { ...LOOPBACK, port: targetPort },
  });
}

function serverEntry({ method, serverPort, saltPrefix = "" }: ClientOptions): ServerEntry {
  return {
    address: { ...LOOPBACK, port: serverPort },
    method,
    key: isCipher2022(method)
      ? { kind: "psk", chain: new Secret(roleKey2022(method).toBase64()) }
      : KEY,
    users: [],
    destinations: [],
    saltPrefix,
    mode: "tcp_and_udp",
    packetAddress: undefined,
    plugin: undefined,
    oneRead: true,
  };
}

/** What these roles have with a method of 2022 in place of the password. */
export function roleKey2022(method: Cipher2022Name): Uint8Array {
  return new TextEncoder().encode(PASSWORD.padEnd(method2022(method).keyBytes, "*"));
}

/** For a stream of its own that these roles open. */
export function newStreamKey(method: CipherName): StreamKey {
  const { keyBytes, saltBytes } = aeadMethod(method);
  const salt = crypto.getRandomValues(new Uint8Array(saltBytes));
  return { method, masterKey: masterKeyOf(PASSWORD, keyBytes), salt };
}

async function start(config: Config): Promise<UmbraRole> {
  return new UmbraRole(await startHere(config, { logger: getLogger("umbra-in-test") }));
}

function common(handshakeMs: number) {
  return {
    timeouts: {
      handshakeMs,
      connectMs: 5_000,
      idleMs: 60_000,
      halfClosedMs: 60_000,
      drainMs: 1_000,
    },
    workers: 1,
    maxConnections: undefined,
    noDelay: true,
    keepAlive: false,
    reusePort: false,
    ipv6First: false,
    dns: { choice: { kind: "system" }, cacheSize: 1024 },
    udp: { idleMs: 60_000, maxAssociations: 1_024 },
    engine: "auto",
    log: { level: "error", format: "text", file: undefined },
    pidFile: undefined,
  } as const;
}
