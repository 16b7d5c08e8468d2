// From the configured Shadowsocks servers to one dialer: each over a direct connection, several in order.

import type { LocalConfig, ServerEntry, TunnelConfig } from "../config/config.ts";
import type { StreamDialer } from "../net/stream_dialer.ts";
import { DirectDialer } from "../outbound/direct_dialer.ts";
import { OrderedDialer } from "../outbound/ordered_dialer.ts";
import { ShadowsocksDialer } from "../outbound/shadowsocks_dialer.ts";
import { buildWrapping } from "./build_wrapping.ts";
import { dialLimits } from "./dial_limits.ts";
import type { Ground } from "./ground.ts";

export interface Upstream {
  readonly dialer: StreamDialer;
  /** One per server. */
  readonly engines: readonly string[];
}

export async function buildUpstream(
  config: LocalConfig | TunnelConfig,
  ground: Ground,
): Promise<Upstream> {
  const { clock } = ground;
  const dialers: StreamDialer[] = [];
  const engines: string[] = [];
  for (const entry of config.servers) {
    const { dialer, engine } = await buildShadowsocks(entry, ground);
    dialers.push(dialer);
    engines.push(engine);
  }
  const { attemptMs } = dialLimits(config);
  const dialer = dialers.length === 1
    ? dialers[0]!
    : new OrderedDialer({ dialers, attemptMs, clock });
  return { dialer, engines };
}

async function buildShadowsocks(
  entry: ServerEntry,
  { resolver, connect, clock, buffers, engines }: Ground,
): Promise<{ dialer: StreamDialer; engine: string }> {
  const { wrap, engine } = await buildWrapping(entry, {
    engines,
    buffers,
    // A client need not doubt the salts of the server that it has chosen (SIP022 says so as well).
    admitSalt: () => true,
    sentSalt: () => {},
  });
  // The user names the server: it may be anywhere, also on this machine.
  const transport = new DirectDialer({ resolver, connect, clock, mayReach: () => true });
  return {
    dialer: new ShadowsocksDialer({ server: entry.address, transport, wrap, clock }),
    engine,
  };
}
