// The posts of a server: one for each of its ports, all with the same way out but those that pass on to other servers.

import type { ServerConfig, ServerEntry } from "../config/config.ts";
import { carriesTcp, carriesUdp } from "../config/mode.ts";
import { ShadowsocksInbound } from "../inbound/shadowsocks_inbound.ts";
import { ShadowsocksPacketInbound } from "../inbound/shadowsocks_packet_inbound.ts";
import { PAYLOAD } from "../net/deno_tcp_conn.ts";
import type { PacketDialer } from "../net/packet_conn.ts";
import type { HearDrop } from "../net/packet_inbound.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import { NO_PACKETS } from "../outbound/no_way.ts";
import type { WayOut } from "./way_out.ts";
import type { Ground } from "./ground.ts";
import type { Post } from "./post.ts";
import { buildServerSide, type ServerSideParts } from "./server_side.ts";

/** A session that is over is remembered for another minute: so many for each that is not. */
const SESSIONS_PER_ASSOCIATION = 8;

export async function buildServer(
  config: ServerConfig,
  { dialer, packetDialer = NO_PACKETS }: Pick<WayOut, "dialer" | "packetDialer">,
  ground: Ground,
): Promise<readonly Post[]> {
  const ways: Ways = {
    dialer,
    packetDialer,
    dropped: (drop) => ground.associations.dropped(drop, 1),
  };
  const side: ServerSideParts = {
    ...ground,
    packetSalts: new SaltFilter(),
    maxSessions: config.udp.maxAssociations * SESSIONS_PER_ASSOCIATION,
  };
  const posts: Post[] = [];
  for (const entry of config.listeners) {
    const isRelay = entry.destinations.length > 0;
    posts.push(isRelay ? await relayPost(entry, ground) : await buildPost(entry, ways, side));
  }
  return posts;
}

interface Ways {
  readonly dialer: StreamDialer;
  readonly packetDialer: PacketDialer;
  readonly dropped: HearDrop;
}

async function relayPost(entry: ServerEntry, ground: Ground): Promise<Post> {
  const { buildRelay } = await import("./build_relay.ts");
  return await buildRelay(entry, ground);
}

async function buildPost(
  entry: ServerEntry,
  { dialer, packetDialer, dropped }: Ways,
  parts: ServerSideParts,
): Promise<Post> {
  const { address, packetAddress, mode } = entry;
  const { wrap, packets, engine } = await buildServerSide(entry, parts);
  return {
    address,
    packetAddress,
    route: carriesTcp(mode) ? { inbound: new ShadowsocksInbound(wrap), dialer } : undefined,
    habit: PAYLOAD,
    packets: carriesUdp(mode)
      ? {
        inbound: (socket) => new ShadowsocksPacketInbound(socket, { packets: packets(), dropped }),
        dialer: packetDialer,
      }
      : undefined,
    engines: [engine],
  };
}
