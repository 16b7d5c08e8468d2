// The whole thing at once, with a fresh key and on free ports: a target, a server, a local and a tunnel to it.

import type { Logger } from "@logtape/logtape";
import type { Config, ServerEntry } from "../config/config.ts";
import { Secret } from "../config/secret.ts";
import type { CipherName } from "../crypto/method_table.ts";
import type { HostPort } from "../net/address.ts";
import { BufferPool } from "../net/buffer_pool.ts";
import { DenoClock } from "../net/deno_clock.ts";
import { tcpConnector } from "../net/deno_tcp_connect.ts";
import { type Measurement, measurePath } from "./demo_measure.ts";
import { demoPaths } from "./demo_paths.ts";
import { serveDemoTarget } from "./demo_target.ts";
import { openListener } from "./open_listener.ts";
import type { RunningService } from "./running_service.ts";
import { startHere } from "./start_here.ts";

export interface Demo {
  readonly server: HostPort;
  readonly local: HostPort;
  readonly tunnel: HostPort;
  readonly target: HostPort;
  readonly method: CipherName;
  readonly engine: string;
  /** One path after the other, so that none slows another; yields each as it is done. */
  measure(): AsyncIterable<Measurement>;
  close(): Promise<void>;
}

export interface DemoParts {
  readonly method: CipherName;
  readonly logger: Logger;
}

const LOOPBACK: HostPort = { host: "127.0.0.1", port: 0 };
const TCP = { noDelay: true, keepAlive: false };
const BODY_BYTES = 16 * 1024 * 1024;

export async function startDemo({ method, logger }: DemoParts): Promise<Demo> {
  const body = crypto.getRandomValues(new Uint8Array(64 * 1024));
  const content = repeat(body, BODY_BYTES);
  const buffers = new BufferPool();
  const target = serveDemoTarget(
    openListener(LOOPBACK, { buffers, tcp: TCP, reusePort: false }),
    content,
  );
  const started: RunningService[] = [];
  const start = async (config: Config): Promise<HostPort> => {
    const service = await startHere(config, { logger });
    started.push(service);
    return service.addresses[0]!;
  };
  const close = async () => {
    target.close();
    await Promise.all(started.map((service) => service.close()));
  };
  try {
    const key = freshKey();
    const server = await start(serverConfig({ address: LOOPBACK, method, key }));
    const entry = { address: server, method, key };
    const local = await start({
      ...common(),
      role: "local",
      listen: LOOPBACK,
      servers: [entry],
      users: [],
    });
    const tunnel = await start({
      ...common(),
      role: "tunnel",
      listen: LOOPBACK,
      servers: [entry],
      target: target.address,
    });
    return {
      server,
      local,
      tunnel,
      target: target.address,
      method,
      engine: started[0]!.engines.join(", "),
      measure: () => measureAll({ local, tunnel, target: target.address }, content),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function* measureAll(
  addresses: { readonly local: HostPort; readonly tunnel: HostPort; readonly target: HostPort },
  body: Uint8Array,
): AsyncIterable<Measurement> {
  using clock = new DenoClock();
  const connect = tcpConnector(new BufferPool(), TCP);
  const { signal } = new AbortController();
  for (const path of demoPaths(addresses)) {
    yield await measurePath(path, { connect, clock, body, signal });
  }
}

function serverConfig(listener: ServerEntry): Config {
  return {
    ...common(),
    role: "server",
    listeners: [listener],
    // The demo's target is on this machine.
    allowPrivate: { kind: "ranges", cidrs: ["127.0.0.0/8", "::1/128"] },
  };
}

function common() {
  return {
    timeouts: {
      handshakeMs: 10_000,
      connectMs: 10_000,
      idleMs: 600_000,
      halfClosedMs: 60_000,
      drainMs: 1000,
    },
    workers: 1,
    maxConnections: undefined,
    ...TCP,
    reusePort: false,
    ipv6First: false,
    engine: "auto",
    log: { level: "warning", format: "text", file: undefined },
    pidFile: undefined,
  } as const;
}

function freshKey(): ServerEntry["key"] {
  const random = crypto.getRandomValues(new Uint8Array(32));
  return { kind: "password", password: new Secret(btoa(String.fromCharCode(...random))) };
}

function repeat(pattern: Uint8Array, bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += pattern.length) whole.set(pattern, at);
  return whole;
}
