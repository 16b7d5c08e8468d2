// What dialers stand on in the program: real sockets and the real clock. Targets and proxies are literals here.

import type { HostPort } from "../../src/net/address.ts";
import { BufferPool } from "../../src/net/buffer_pool.ts";
import { DatagramBuffers } from "../../src/net/datagram_buffers.ts";
import { DenoClock } from "../../src/net/deno_clock.ts";
import { datagramSockets } from "../../src/net/deno_open_datagram_socket.ts";
import { tcpConnector } from "../../src/net/deno_tcp_connect.ts";
import type { OpenDatagramSocket } from "../../src/net/datagram_socket.ts";
import type { Resolver } from "../../src/net/resolver.ts";
import { DirectDialer } from "../../src/outbound/direct_dialer.ts";
import type { ProxyParts } from "../../src/outbound/proxy_handshake.ts";

const HANDSHAKE_MS = 10_000;

export class OutboundGround implements Disposable {
  readonly clock = new DenoClock();
  /** Knows one name. */
  readonly resolver: Resolver = { resolve: () => Promise.resolve(["127.0.0.1"]) };
  readonly openSocket: OpenDatagramSocket = datagramSockets({
    buffers: new DatagramBuffers(),
    clock: this.clock,
  });
  readonly direct: DirectDialer = new DirectDialer({
    resolver: this.resolver,
    connect: tcpConnector(new BufferPool(), { noDelay: true, keepAlive: false }),
    clock: this.clock,
    mayReach: () => true,
  });

  /** For a proxy on that port of loopback, which is reached directly. */
  partsFor({ port }: Pick<HostPort, "port">): ProxyParts {
    return {
      proxy: { host: "127.0.0.1", port },
      transport: this.direct,
      clock: this.clock,
      handshakeMs: HANDSHAKE_MS,
    };
  }

  [Symbol.dispose](): void {
    this.clock[Symbol.dispose]();
  }
}
