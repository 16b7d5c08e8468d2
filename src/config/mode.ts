// What the modes mean.

import type { Config, Mode } from "./config.ts";

export function carriesTcp(mode: Mode): boolean {
  return mode !== "udp_only";
}

export function carriesUdp(mode: Mode): boolean {
  return mode !== "tcp_only";
}

/** What a role listens for, at any of its ports. */
export function modesOf(config: Config): readonly Mode[] {
  return config.role === "server" ? config.listeners.map(({ mode }) => mode) : [config.mode];
}
