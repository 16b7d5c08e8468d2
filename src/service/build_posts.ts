// From a role's configuration to its posts. What makes the role is which inbound meets which way out; nobody below asks.

import type { Config, LocalConfig, TunnelConfig } from "../config/config.ts";
import { carriesTcp, carriesUdp } from "../config/mode.ts";
import { Credentials } from "../inbound/credentials.ts";
import { FixedTargetInbound } from "../inbound/fixed_target_inbound.ts";
import { FixedTargetPacketInbound } from "../inbound/fixed_target_packet_inbound.ts";
import { HttpInbound } from "../inbound/http_inbound.ts";
import { MixedInbound } from "../inbound/mixed_inbound.ts";
import { Socks4Inbound } from "../inbound/socks4_inbound.ts";
import { Socks5Inbound } from "../inbound/socks5_inbound.ts";
import type { Associate } from "../net/associate.ts";
import { HANDSHAKE, PAYLOAD } from "../net/deno_tcp_conn.ts";
import type { Inbound } from "../net/inbound.ts";
import type { PacketDialer } from "../net/packet_conn.ts";
import { associateWith } from "./associate.ts";
import { buildServer } from "./build_server.ts";
import { buildWayOut } from "./build_way_out.ts";
import { ChangingWayOut } from "./changing_way_out.ts";
import type { Ground } from "./ground.ts";
import type { Post } from "./post.ts";
import type { Admits, WayOut } from "./way_out.ts";

export interface Roster {
  readonly posts: readonly Post[];
  /** Who may come in at all; `undefined`: everybody. */
  readonly admits: Admits | undefined;
  /** As of a RunningService. */
  redirect(config: Config): Promise<void>;
  /** Ends what goes on by itself. Idempotent. */
  close(): void;
}

export async function buildPosts(config: Config, ground: Ground): Promise<Roster> {
  const first = await buildWayOut(config, ground);
  const way = new ChangingWayOut(first);
  return {
    posts: await postsOf(config, way, ground),
    admits: first.admits,
    redirect: (config) => way.change(buildWayOut(config, ground)),
    close: () => way.close(),
  };
}

type Way = Pick<WayOut, "dialer" | "packetDialer" | "engines">;

async function postsOf(config: Config, way: Way, ground: Ground): Promise<readonly Post[]> {
  switch (config.role) {
    case "local":
      return await buildLocal(config, way, ground);
    case "tunnel":
      return [buildTunnel(config, way)];
    case "server":
      return await buildServer(config, way, ground);
  }
}

async function buildLocal(
  config: LocalConfig,
  way: Way,
  ground: Ground,
): Promise<readonly Post[]> {
  const { dialer, packetDialer, engines } = way;
  const associate = carriesUdp(config.mode) && packetDialer !== undefined
    ? associateThrough(packetDialer, config, ground)
    : undefined;
  const route = {
    inbound: mixedInbound(config),
    dialer,
    ...(associate !== undefined && { associate }),
  };
  const post = { address: config.listen, route, habit: HANDSHAKE, packets: undefined, engines };
  if (config.dnsDoor === undefined) return [post];
  const { buildDnsPost } = await import("./build_dns_post.ts");
  return [post, buildDnsPost(config.dnsDoor, { config, way, clock: ground.clock })];
}

function associateThrough(
  dialer: PacketDialer,
  { associateHost }: LocalConfig,
  { openSocket, packetRelay, associations }: Ground,
): Associate {
  return associateWith({
    open: openSocket,
    serve: (inbound) => packetRelay.serve(inbound, dialer),
    dropped: (drop) => associations.dropped(drop, 1),
    associateHost,
  });
}

function mixedInbound(config: LocalConfig): Inbound {
  const credentials = new Credentials(
    config.users.map(({ name, password }) => ({ name, password: password.reveal() })),
  );
  return new MixedInbound({
    socks5: new Socks5Inbound({ credentials, associates: carriesUdp(config.mode) }),
    socks4: new Socks4Inbound({ credentials }),
    http: new HttpInbound({ credentials }),
  });
}

function buildTunnel({ listen, target, mode }: TunnelConfig, way: Way): Post {
  const { dialer, packetDialer, engines } = way;
  return {
    address: listen,
    route: carriesTcp(mode) ? { inbound: new FixedTargetInbound(target), dialer } : undefined,
    habit: PAYLOAD,
    packets: carriesUdp(mode) && packetDialer !== undefined
      ? {
        inbound: (socket) => new FixedTargetPacketInbound(socket, target),
        dialer: packetDialer,
      }
      : undefined,
    engines,
  };
}
