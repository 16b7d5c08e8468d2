// What every role stands on: time, buffers, sockets, engines and the relay, made once per data plane.

import type { Config } from "../config/config.ts";
import { BufferPool } from "../net/buffer_pool.ts";
import type { Clock } from "../net/clock.ts";
import { DatagramBuffers } from "../net/datagram_buffers.ts";
import type { OpenDatagramSocket } from "../net/datagram_socket.ts";
import { descriptorLimit } from "../net/deno_descriptor_limit.ts";
import { trimHeap } from "../net/deno_memory_trim.ts";
import { datagramSockets } from "../net/deno_open_datagram_socket.ts";
import { DenoTurns } from "../net/deno_turns.ts";
import { tcpConnector } from "../net/deno_tcp_connect.ts";
import { MemorySweep } from "../net/memory_sweep.ts";
import type { ConnectLiteral } from "../net/stream_dialer.ts";
import { TcpRelay } from "../relay/tcp_relay.ts";
import { UdpRelay } from "../relay/udp_relay.ts";
import type { ControlPlane } from "./control_plane.ts";
import { CryptoEngines } from "./crypto_engines.ts";
import { openCaps } from "./open_caps.ts";
import { dialLimitMs } from "./dial_limit.ts";

type Shared = Pick<
  ControlPlane,
  "resolver" | "salts" | "recentSalts" | "associations" | "log"
>;

export interface Ground extends Shared {
  readonly clock: Clock;
  readonly buffers: BufferPool;
  readonly connect: ConnectLiteral;
  readonly turns: DenoTurns;
  readonly engines: CryptoEngines;
  readonly relay: TcpRelay;
  readonly openSocket: OpenDatagramSocket;
  readonly packetRelay: UdpRelay;
}

export interface GroundParts {
  readonly control: ControlPlane;
  readonly clock: Clock;
}

/** As long as Outline waits. */
const DNS_IDLE_MS = 17_000;
/** Of all associations, so that no client crowds out the others. */
const SHARE_OF_ONE_CLIENT = 0.25;

export function layGround(config: Config, { control, clock }: GroundParts): Ground {
  const { resolver, observer, associations, salts, recentSalts, log } = control;
  const memory = new MemorySweep({ clock, trimHeap });
  const buffers = new BufferPool((pool) => memory.watch(pool));
  const { handshakeMs, idleMs, halfClosedMs } = config.timeouts;
  const turns = new DenoTurns();
  const { connections, associations: maxAssociations } = openCaps(config, {
    descriptors: descriptorLimit(),
    workers: 1,
  });
  return {
    clock,
    buffers,
    resolver,
    salts,
    log,
    recentSalts,
    associations,
    connect: tcpConnector(buffers, config, turns),
    turns,
    engines: new CryptoEngines({ choice: config.engine, log }),
    relay: new TcpRelay({
      clock,
      observer,
      timeouts: { handshakeMs, connectMs: dialLimitMs(config), idleMs, halfClosedMs },
      maxConnections: connections,
    }),
    openSocket: datagramSockets({ buffers: new DatagramBuffers(), clock, turns }),
    packetRelay: new UdpRelay({
      clock,
      observer: associations,
      timeouts: { idleMs: config.udp.idleMs, dnsIdleMs: DNS_IDLE_MS },
      limits: {
        max: maxAssociations,
        maxPerOwner: Math.ceil(maxAssociations * SHARE_OF_ONE_CLIENT),
      },
    }),
  };
}
