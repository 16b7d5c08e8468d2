// The whole thing at once, with a fresh key and on free ports: a target, a server, a local and a tunnel to it.

import type { Logger } from "@logtape/logtape";
import type { Config, KeySource, ServerEntry } from "../config/config.ts";
import { directly, inOrder } from "../config/plain_routing.ts";
import { Secret } from "../config/secret.ts";
import { type EncryptingName, isCipher2022, methodOf } from "../crypto/method_table.ts";
import type { HostPort } from "../net/address.ts";
import { BufferPool } from "../net/buffer_pool.ts";
import type { Clock } from "../net/clock.ts";
import { DatagramBuffers } from "../net/datagram_buffers.ts";
import type { OpenDatagramSocket } from "../net/datagram_socket.ts";
import { DenoClock } from "../net/deno_clock.ts";
import { datagramSockets } from "../net/deno_open_datagram_socket.ts";
import { tcpConnector } from "../net/deno_tcp_connect.ts";
import { type Measurement, measurePath } from "./demo_measure.ts";
import { demoPacketPaths, echoPackets, measurePackets } from "./demo_packets.ts";
import { type DemoAddresses, demoPaths } from "./demo_paths.ts";
import { type DemoTarget, serveDemoTarget } from "./demo_target.ts";
import { openListener } from "./open_listener.ts";
import type { RunningService } from "./running_service.ts";
import { startHere } from "./start_here.ts";

export interface Demo {
  readonly server: HostPort;
  readonly local: HostPort;
  readonly tunnel: HostPort;
  readonly target: HostPort;
  readonly method: EncryptingName;
  readonly engine: string;
  /** One path after the other, so that none slows another; yields each as it is done. */
  measure(): AsyncIterable<Measurement>;
  close(): Promise<void>;
}

export interface DemoParts {
  readonly method: EncryptingName;
  readonly logger: Logger;
}

const LOOPBACK: HostPort = { host: "127.0.0.1", port: 0 };
const TCP = { noDelay: true, keepAlive: false };
const BODY_BYTES = 16 * 1024 * 1024;

export async function startDemo({ method, logger }: DemoParts): Promise<Demo> {
  const clock = new DenoClock();
  const openSocket = datagramSockets({ buffers: new DatagramBuffers(), clock });
  const body = repeat(crypto.getRandomValues(new Uint8Array(64 * 1024)), BODY_BYTES);
  const target = await openTarget(openSocket, body);
  const started: RunningService[] = [];
  const start = async (config: Config): Promise<HostPort> => {
    const service = await startHere(config, { logger });
    started.push(service);
    return service.addresses[0]!;
  };
  const close = async () => {
    target.close();
    await Promise.all(started.map((service) => service.close()));
    clock[Symbol.dispose]();
  };
  try {
    const entry = {
      address: LOOPBACK,
      method,
      key: freshKey(method),
      users: [],
      destinations: [],
      saltPrefix: "",
      mode: "tcp_and_udp",
      packetAddress: undefined,
      plugin: undefined,
      oneRead: true,
    } as const;
    const server = await start(serverConfig(entry));
    const servers = [{ ...entry, address: server }];
    const local = await start(localConfig(servers));
    const tunnel = await start({
      ...clientConfig(servers),
      role: "tunnel",
      target: target.address,
    });
    const addresses = { local, tunnel, target: target.address };
    return {
      ...addresses,
      server,
      method,
      engine: started[0]!.engines.join(", "),
      measure: () => measureAll(addresses, { clock, openSocket, body }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An HTTP server, and an echo for packets on the same port, so that one tunnel leads to both. */
async function openTarget(openSocket: OpenDatagramSocket, body: Uint8Array): Promise<DemoTarget> {
  const listener = openListener(LOOPBACK, {
    buffers: new BufferPool(),
    tcp: TCP,
    reusePort: false,
  });
  const web = serveDemoTarget(listener, body);
  const echo = await openSocket(web.address);
  echoPackets(echo);
  return {
    address: web.address,
    close: () => {
      web.close();
      echo.close();
    },
  };
}

interface ToolsOfMeasuring {
  readonly clock: Clock;
  readonly openSocket: OpenDatagramSocket;
  readonly body: Uint8Array;
}

async function* measureAll(
  addresses: DemoAddresses,
  { clock, openSocket, body }: ToolsOfMeasuring,
): AsyncIterable<Measurement> {
  const connect = tcpConnector(new BufferPool(), TCP);
  const { signal } = new AbortController();
  for (const path of demoPaths(addresses)) {
    yield await measurePath(path, { connect, clock, body, signal });
  }
  for (const path of demoPacketPaths(addresses, { connect, signal })) {
    yield await measurePackets(path, { clock, openSocket });
  }
}

function serverConfig(listener: ServerEntry): Config {
  return {
    ...common(),
    ...directly(),
    role: "server",
    listeners: [listener],
    // The demo's target is on this machine.
    allowPrivate: { kind: "ranges", cidrs: ["127.0.0.0/8", "::1/128"] },
  };
}

function localConfig(servers: readonly ServerEntry[]): Config {
  return {
    ...clientConfig(servers),
    role: "local",
    associateHost: undefined,
    users: [],
    dnsDoor: undefined,
  };
}

function clientConfig(servers: readonly ServerEntry[]) {
  return {
    ...common(),
    listen: LOOPBACK,
    mode: "tcp_and_udp",
    clockTolerant: false,
    ...inOrder(servers),
  } as const;
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
    dns: { choice: { kind: "system" }, cacheSize: 1024 },
    engine: "auto",
    udp: { idleMs: 300_000, maxAssociations: 64 },
    log: { level: "warning", format: "text", file: undefined },
    pidFile: undefined,
  } as const;
}

function freshKey(method: EncryptingName): KeySource {
  const key = crypto.getRandomValues(new Uint8Array(methodOf(method).keyBytes));
  const text = new Secret(key.toBase64());
  return isCipher2022(method) ? { kind: "psk", chain: text } : { kind: "password", password: text };
}

function repeat(pattern: Uint8Array, bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += pattern.length) whole.set(pattern, at);
  return whole;
}
