// From the configured Shadowsocks servers to one dialer: each over a direct connection, several in order.

import { carriesTcp, carriesUdp } from "../config/mode.ts";
import type { LocalConfig, Mode, ServerEntry, TunnelConfig } from "../config/config.ts";
import type { PacketDialer } from "../net/packet_conn.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { DirectDialer } from "../outbound/direct_dialer.ts";
import { OrderedDialer } from "../outbound/ordered_dialer.ts";
import { ShadowsocksDialer } from "../outbound/shadowsocks_dialer.ts";
import { ShadowsocksPacketDialer } from "../outbound/shadowsocks_packet_dialer.ts";
import { buildClientSide } from "./client_side.ts";
import { dialLimits } from "./dial_limits.ts";
import type { Ground } from "./ground.ts";

export interface Upstream {
  readonly dialer: StreamDialer;
  /** Through the first server that carries UDP: a packet that gets no answer says nothing of its server. */
  readonly packetDialer: PacketDialer | undefined;
  /** One per server. */
  readonly engines: readonly string[];
}

/** The ways through one server. */
interface Way {
  readonly dialer: StreamDialer;
  readonly packetDialer: PacketDialer;
  readonly mode: Mode;
  readonly engine: string;
}

export async function buildUpstream(
  config: LocalConfig | TunnelConfig,
  ground: Ground,
): Promise<Upstream> {
  const ways: Way[] = [];
  for (const entry of config.servers) ways.push(await buildWay(entry, config, ground));
  const dialers = ways.filter(({ mode }) => carriesTcp(mode)).map(({ dialer }) => dialer);
  const { attemptMs } = dialLimits(config);
  return {
    dialer: dialers.length === 1
      ? dialers[0]!
      : new OrderedDialer({ dialers, attemptMs, clock: ground.clock }),
    packetDialer: ways.find(({ mode }) => carriesUdp(mode))?.packetDialer,
    engines: ways.map(({ engine }) => engine),
  };
}

async function buildWay(
  entry: ServerEntry,
  { clockTolerant }: LocalConfig | TunnelConfig,
  ground: Ground,
): Promise<Way> {
  const { log, resolver, connect, clock, buffers, openSocket, engines } = ground;
  const { wrap, startSession, engine } = await buildClientSide(entry, {
    engines,
    buffers,
    clock,
    log,
    isClockTolerant: clockTolerant,
  });
  const server = entry.address;
  // The user names the server: it may be anywhere, also on this machine.
  const transport = new DirectDialer({ resolver, connect, clock, mayReach: () => true });
  return {
    dialer: new ShadowsocksDialer({ server, transport, wrap, clock }),
    packetDialer: new ShadowsocksPacketDialer({
      server,
      resolver,
      openSocket,
      startSession,
    }),
    mode: entry.mode,
    engine,
  };
}
