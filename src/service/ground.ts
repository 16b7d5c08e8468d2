// What every role stands on: time, buffers, sockets and names, made once per service.

import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.ts";
import { queryDeno, SystemResolver } from "../dns/system_resolver.ts";
import { BufferPool } from "../net/buffer_pool.ts";
import { DenoClock } from "../net/deno_clock.ts";
import { descriptorLimit } from "../net/deno_descriptor_limit.ts";
import { tcpConnector } from "../net/deno_tcp_connect.ts";
import type { Resolver } from "../net/resolver.ts";
import type { ConnectLiteral } from "../net/stream_dialer.ts";
import { TcpRelay } from "../relay/tcp_relay.ts";
import { connectionCap } from "./connection_cap.ts";
import { LogObserver } from "./log_observer.ts";

export interface Ground {
  readonly clock: DenoClock;
  readonly buffers: BufferPool;
  readonly resolver: Resolver;
  readonly connect: ConnectLiteral;
  readonly relay: TcpRelay;
  readonly logger: Logger;
}

/** `attempts`: how many servers one dial may try in turn. */
export function layGround(config: Config, logger: Logger, attempts: number): Ground {
  const clock = new DenoClock();
  const buffers = new BufferPool();
  const { handshakeMs, connectMs, idleMs, halfClosedMs } = config.timeouts;
  return {
    clock,
    buffers,
    resolver: new SystemResolver({ clock, ipv6First: config.ipv6First, query: queryDeno }),
    connect: tcpConnector(buffers, config),
    relay: new TcpRelay({
      clock,
      observer: new LogObserver({ logger, clock }),
      timeouts: { handshakeMs, connectMs: connectMs * attempts, idleMs, halfClosedMs },
      maxConnections: config.maxConnections ?? connectionCap(descriptorLimit()),
    }),
    logger,
  };
}
