// The composition root: from a checked configuration to a running role. What makes the role is which inbound meets which
// dialer; nobody below asks.

import type { Logger } from "@logtape/logtape";
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
import type { StreamListener } from "../net/stream_conn.ts";
import { DirectDialer } from "../outbound/direct_dialer.ts";
import type { Route } from "../relay/tcp_relay.ts";
import { SaltFilter } from "../replay/salt_filter.ts";
import { buildUpstream } from "./build_upstream.ts";
import { buildWrapping } from "./build_wrapping.ts";
import { type Ground, layGround } from "./ground.ts";
import { openListener } from "./open_listener.ts";
import type { RunningService } from "./running_service.ts";

/** A place to listen at and what to do with whoever comes. */
interface Post {
  readonly address: HostPort;
  readonly route: Route;
  readonly engines: readonly string[];
}

/** Resolves when every port is bound; rejects with a ServiceError when the service cannot start. */
export async function startService(
  config: Config,
  parts: { readonly logger: Logger },
): Promise<RunningService> {
  const attempts = config.role === "server" ? 1 : config.servers.length;
  const ground = layGround(config, parts.logger, attempts);
  try {
    const posts = await buildPosts(config, ground);
    return run(posts, openAll(posts, config, ground), ground);
  } catch (error) {
    ground.clock[Symbol.dispose]();
    throw error;
  }
}

function buildPosts(config: Config, ground: Ground): Promise<readonly Post[]> {
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
  const { resolver, connect, clock, buffers, logger } = ground;
  const dialer = new DirectDialer({ resolver, connect, clock, mayReach: targetRule(config) });
  // One filter for all ports: a recording of one must not be served by another with the same key.
  const salts = new SaltFilter();
  const posts: Post[] = [];
  for (const entry of config.listeners) {
    const { wrap, engine } = await buildWrapping(entry, {
      engine: config.engine,
      buffers,
      admitSalt: (salt) => salts.admit(salt),
      // Our own answers, reflected to us, are a replay as well.
      sentSalt: (salt) => salts.admit(salt),
      warn: (message) => logger.warn(message),
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

/** All or none. */
function openAll(posts: readonly Post[], config: Config, ground: Ground): StreamListener[] {
  const listeners: StreamListener[] = [];
  try {
    for (const { address } of posts) {
      listeners.push(
        openListener(address, {
          buffers: ground.buffers,
          tcp: config,
          reusePort: config.reusePort,
        }),
      );
    }
    return listeners;
  } catch (error) {
    for (const listener of listeners) listener.close();
    throw error;
  }
}

function run(
  posts: readonly Post[],
  listeners: readonly StreamListener[],
  ground: Ground,
): RunningService {
  const { relay, clock } = ground;
  posts.forEach((post, i) => relay.serve(listeners[i]!, post.route));
  return {
    addresses: listeners.map((listener) => listener.address),
    engines: [...new Set(posts.flatMap((post) => post.engines))],
    get connections() {
      return relay.connections;
    },
    drain: () => relay.drain(),
    close: () => {
      relay.close();
      clock[Symbol.dispose]();
    },
  };
}
