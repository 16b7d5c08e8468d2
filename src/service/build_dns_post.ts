// The DNS front door of a local: its questions go to one DNS server through the Shadowsocks server.

import type { DnsDoor, LocalConfig } from "../config/config.ts";
import { carriesUdp } from "../config/mode.ts";
import { DnsAnswerer } from "../dns/dns_answerer.ts";
import { packetSockets } from "../dns/packet_socket.ts";
import { PlainLink } from "../dns/plain_link.ts";
import { ResolverCounters } from "../dns/resolver_counters.ts";
import type { ServerLink } from "../dns/server_link.ts";
import { StreamLink } from "../dns/stream_link.ts";
import { UdpLink } from "../dns/udp_link.ts";
import { DnsInbound } from "../inbound/dns_inbound.ts";
import { DnsPacketInbound } from "../inbound/dns_packet_inbound.ts";
import type { Clock } from "../net/clock.ts";
import { PAYLOAD } from "../net/deno_tcp_conn.ts";
import { isIp } from "../net/ip_address.ts";
import { NO_PACKETS } from "../outbound/no_way.ts";
import type { Post } from "./post.ts";
import type { WayOut } from "./way_out.ts";
import { randomDnsId } from "./random_dns_id.ts";

export interface DnsPostParts {
  readonly config: Pick<LocalConfig, "mode" | "dns">;
  readonly way: Pick<WayOut, "dialer" | "packetDialer">;
  readonly clock: Clock;
}

export function buildDnsPost({ listen, remote }: DnsDoor, parts: DnsPostParts): Post {
  const { config, way, clock } = parts;
  const answering = new DnsAnswerer({
    link: linkTo(remote, parts),
    clock,
    counters: new ResolverCounters(),
    cacheSize: config.dns.cacheSize,
  });
  return {
    address: listen,
    // The dialers are for requests that an inbound leaves to the relay; these leave none.
    route: { inbound: new DnsInbound(answering), dialer: way.dialer },
    habit: PAYLOAD,
    packets: {
      inbound: (socket) => new DnsPacketInbound(socket, answering),
      dialer: way.packetDialer ?? NO_PACKETS,
    },
    engines: [],
  };
}

/** By TCP inside of Shadowsocks; where UDP is carried as well, by UDP first. */
function linkTo(
  remote: DnsDoor["remote"],
  { config, way: { dialer, packetDialer }, clock }: DnsPostParts,
): ServerLink {
  const tcp = new StreamLink({
    clock,
    dial: (signal) => dialer.dial(remote, { signal, progress: () => {} }),
  });
  // An answer shows an address, by which it is known to be the server's.
  const mayUseUdp = carriesUdp(config.mode) && isIp(remote.host);
  if (packetDialer === undefined || !mayUseUdp) return tcp;
  const open = packetSockets(packetDialer);
  return new PlainLink({ udp: new UdpLink(remote, { open, randomId: randomDnsId }), tcp });
}
