// What every role stands on: time, buffers, sockets, engines and the relay, made once per data plane.

import type { Config } from "../config/config.ts";
import { BufferPool } from "../net/buffer_pool.ts";
import type { Clock } from "../net/clock.ts";
import { descriptorLimit } from "../net/deno_descriptor_limit.ts";
import { trimHeap } from "../net/deno_memory_trim.ts";
import { DenoTurns } from "../net/deno_turns.ts";
import { tcpConnector } from "../net/deno_tcp_connect.ts";
import { MemorySweep } from "../net/memory_sweep.ts";
import type { ConnectLiteral } from "../net/stream_dialer.ts";
import { TcpRelay } from "../relay/tcp_relay.ts";
import { connectionCap } from "./connection_cap.ts";
import type { ControlPlane } from "./control_plane.ts";
import { CryptoEngines } from "./crypto_engines.ts";
import { dialLimits } from "./dial_limits.ts";

export interface Ground extends Pick<ControlPlane, "resolver" | "salts"> {
  readonly clock: Clock;
  readonly buffers: BufferPool;
  readonly connect: ConnectLiteral;
  readonly turns: DenoTurns;
  readonly engines: CryptoEngines;
  readonly relay: TcpRelay;
}

export interface GroundParts {
  readonly control: ControlPlane;
  readonly clock: Clock;
}

export function layGround(config: Config, { control, clock }: GroundParts): Ground {
  const { resolver, observer, salts, log } = control;
  const memory = new MemorySweep({ clock, trimHeap });
  const buffers = new BufferPool((pool) => memory.watch(pool));
  const { handshakeMs, idleMs, halfClosedMs } = config.timeouts;
  const turns = new DenoTurns();
  return {
    clock,
    buffers,
    resolver,
    salts,
    connect: tcpConnector(buffers, config, turns),
    turns,
    engines: new CryptoEngines({ choice: config.engine, log }),
    relay: new TcpRelay({
      clock,
      observer,
      timeouts: { handshakeMs, connectMs: dialLimits(config).dialMs, idleMs, halfClosedMs },
      maxConnections: config.maxConnections ?? connectionCap(descriptorLimit()),
    }),
  };
}
