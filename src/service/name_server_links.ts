// From a DNS server as it is configured to a way to ask it.

import { DenoHttpsLink } from "../dns/deno_https_link.ts";
import { tlsDialer } from "../dns/deno_tls_dial.ts";
import { PlainLink } from "../dns/plain_link.ts";
import type { ServerLink } from "../dns/server_link.ts";
import { StreamLink } from "../dns/stream_link.ts";
import { UdpLink } from "../dns/udp_link.ts";
import type { HostPort } from "../net/address.ts";
import { BufferPool } from "../net/buffer_pool.ts";
import type { Clock } from "../net/clock.ts";
import { DatagramBuffers } from "../net/datagram_buffers.ts";
import { datagramSockets } from "../net/deno_open_datagram_socket.ts";
import { tcpConnector } from "../net/deno_tcp_connect.ts";
import type { NameServer } from "../net/name_server.ts";
import type { Resolver } from "../net/resolver.ts";
import { randomDnsId } from "./random_dns_id.ts";

export interface LinkParts {
  readonly clock: Clock;
  /** Trusted besides those that the system trusts, in PEM. */
  readonly caCerts: readonly string[];
}

/** Asked for the names of servers themselves. */
export type LinkTo = (server: NameServer, bootstrap: Resolver) => ServerLink;

export function nameServerLinks({ clock, caCerts }: LinkParts): LinkTo {
  const buffers = new BufferPool();
  const open = datagramSockets({ buffers: new DatagramBuffers(), clock });
  const connect = tcpConnector(buffers, { noDelay: true, keepAlive: false });
  const tcp = (address: HostPort) =>
    new StreamLink({ clock, dial: (signal) => connect(address, signal) });
  return (server, bootstrap) => {
    switch (server.kind) {
      case "udp":
        return new PlainLink({
          udp: new UdpLink(server.address, { open, randomId: randomDnsId }),
          tcp: tcp(server.address),
        });
      case "tcp":
        return tcp(server.address);
      case "tls": {
        const dial = tlsDialer({ bootstrap, buffers, caCerts });
        return new StreamLink({ clock, dial: (signal) => dial(server.address, signal) });
      }
      case "https":
        return new DenoHttpsLink(server.url, { bootstrap, caCerts });
    }
  };
}
