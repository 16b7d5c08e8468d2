// What one of several workers runs with: a configuration of its own, for its part of the whole.

import type { Config, Mode } from "../config/config.ts";
import { carriesTcp } from "../config/mode.ts";
import type { HostPort } from "../net/address.ts";
import type { OpenCaps } from "./open_caps.ts";

export interface ShareOptions extends PartOptions {
  /** Where all workers listen, in the order of `listenAddresses()`. */
  readonly addresses: readonly HostPort[];
  /** Of all workers together. */
  readonly caps: OpenCaps;
}

/** Where a role listens. */
export function listenAddresses(config: Config): readonly HostPort[] {
  switch (config.role) {
    case "server":
      return config.listeners.map(({ address }) => address);
    case "tunnel":
      return [config.listen];
    case "local":
      return config.dnsDoor === undefined
        ? [config.listen]
        : [config.listen, config.dnsDoor.listen];
  }
}

export function shareOf(config: Config, { addresses, caps, ...part }: ShareOptions): Config {
  const common = {
    workers: 1,
    reusePort: true,
    maxConnections: partOf(caps.connections, part),
    // One worker alone tries the upstreams: the others see what their connections show.
    health: part.index === 0 ? config.health : undefined,
  } as const;
  if (config.role === "server") {
    const listeners = config.listeners
      .map((entry, i) => ({ ...entry, address: addresses[i]! }))
      .flatMap((entry) => withFixedPacketPort(entry, part));
    return { ...config, ...common, listeners };
  }
  const listen = addresses[0]!;
  if (config.role === "tunnel") {
    const [own = config] = withFixedPacketPort(config, part);
    return { ...own, ...common, listen };
  }
  const maxAssociations = Math.max(1, partOf(caps.associations, part));
  return {
    ...config,
    ...common,
    listen,
    // One worker alone has the door, and what it remembers.
    dnsDoor: config.dnsDoor && part.index === 0
      ? { ...config.dnsDoor, listen: addresses[1]! }
      : undefined,
    udp: { ...config.udp, maxAssociations },
  };
}

/**
 * One worker alone takes the packets of a port: the system spreads connections over the sockets of a port, but Deno can
 * have it spread no datagrams.
 */
function withFixedPacketPort<T extends { readonly mode: Mode }>(
  listener: T,
  { index }: PartOptions,
): readonly T[] {
  if (index === 0) return [listener];
  return carriesTcp(listener.mode) ? [{ ...listener, mode: "tcp_only" }] : [];
}

/** `whole` in so many parts that differ by one at most; `index` counts from 0. */
export function partOf(whole: number, { parts, index }: PartOptions): number {
  return Math.floor(whole / parts) + (index < whole % parts ? 1 : 0);
}

export interface PartOptions {
  readonly parts: number;
  readonly index: number;
}
