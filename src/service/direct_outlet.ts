// The way out without any upstream.

import type { Config } from "../config/config.ts";
import { DirectDialer } from "../outbound/direct_dialer.ts";
import { DirectPacketDialer } from "../outbound/direct_packet_dialer.ts";
import { NamedDialer } from "../outbound/named_dialer.ts";
import type { Outlet } from "../outbound/outlet.ts";
import { TimedDialer } from "../outbound/timed_dialer.ts";
import type { Ground } from "./ground.ts";

export interface DirectOutletParts {
  readonly ground: Ground;
  readonly config: Config;
  readonly mayReach: (ip: string) => boolean;
}

export function directOutlet({ ground, config, mayReach }: DirectOutletParts): Outlet {
  const { resolver, connect, clock, openSocket } = ground;
  const dialer = new DirectDialer({ resolver, connect, clock, mayReach });
  const limitMs = config.timeouts.connectMs;
  return {
    // Where there is no other way, the limit of the whole dial is the same.
    dialer: config.upstreams.length === 0
      ? dialer
      : new NamedDialer("direct", new TimedDialer({ dialer, limitMs, clock })),
    packetDialer: new DirectPacketDialer({ resolver, openSocket, mayReach }),
  };
}
