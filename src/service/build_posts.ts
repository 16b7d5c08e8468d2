// From a role's configuration to its posts. What makes the role is which inbound meets which dialer; nobody below asks.

import type { Config, LocalConfig, ServerConfig, TunnelConfig } from "../config/config.ts";
import { publicTargets } from "../acl/public_targets.ts";
import { Credentials } from "../inbound/credentials.ts";
import { FixedTargetInbound } from "../inbound/fixed_target_inbound.ts";
import { HttpInbound } from "../inbound/http_inbound.ts";
import { MixedInbound } from "../inbound/mixed_inbound.ts";
import { ShadowsocksInbound } from "../inbound/shadowsocks_inbound.ts";
import { Socks4Inbound } from "../inbound/socks4_inbound.ts";
import { Socks5Inbound } from "../inbound/socks5_inbound.ts";
import type { HostPort } from "../net/address.ts";
import type { Inbound } from "../net/inbound.ts";
import { DirectDialer } from "../outbound/direct_dialer.ts";
import type { Route } from "../relay/tcp_relay.ts";
import { buildUpstream } from "./build_upstream.ts";
import { buildWrapping } from "./build_wrapping.ts";
import type { Ground } from "./ground.ts";

/** A place to listen at and what to do with whoever comes. */
export interface Post {
  readonly address: HostPort;
  readonly route: Route;
  readonly engines: readonly string[];
}

export function buildPosts(config: Config, ground: Ground): Promise<readonly Post[]> {
  switch (config.role) {
    case "local":
      return buildClient(config, mixedInbound(config), ground);
    case "tunnel":
      return buildClient(config, new FixedTargetInbound(config.target), ground);
    case "server":
      return buildServer(config, ground);
  }
}

async function buildClient(
  config: LocalConfig | TunnelConfig,
  inbound: Inbound,
  ground: Ground,
): Promise<readonly Post[]> {
  const { dialer, engines } = await buildUpstream(config, ground);
  return [{ address: config.listen, route: { inbound, dialer }, engines }];
}

function mixedInbound(config: LocalConfig): Inbound {
  const credentials = new Credentials(
    config.users.map(({ name, password }) => ({ name, password: password.reveal() })),
  );
  return new MixedInbound({
    socks5: new Socks5Inbound({ credentials }),
    socks4: new Socks4Inbound({ credentials }),
    http: new HttpInbound({ credentials }),
  });
}

async function buildServer(config: ServerConfig, ground: Ground): Promise<readonly Post[]> {
  const { resolver, connect, clock, buffers, engines, salts } = ground;
  const dialer = new DirectDialer({ resolver, connect, clock, mayReach: targetRule(config) });
  const posts: Post[] = [];
  for (const entry of config.listeners) {
    const { wrap, engine } = await buildWrapping(entry, {
      engines,
      buffers,
      admitSalt: (salt) => salts.admit(salt),
      // Our own answers, reflected to us, are a replay as well.
      sentSalt: (salt) => salts.admit(salt),
    });
    const inbound = new ShadowsocksInbound(wrap);
    posts.push({ address: entry.address, route: { inbound, dialer }, engines: [engine] });
  }
  return posts;
}

function targetRule({ allowPrivate }: ServerConfig): (ip: string) => boolean {
  switch (allowPrivate.kind) {
    case "none":
      return publicTargets([]);
    case "ranges":
      return publicTargets(allowPrivate.cidrs);
    case "all":
      return () => true;
  }
}
