// What an upstream can carry. Of proxies, those of SOCKS5 alone carry packets, and only those that are reached directly: so
// are the ports that they take packets at. What goes through another upstream carries no more than that one.

import { carriesTcp, carriesUdp } from "./mode.ts";
import type { UpstreamEntry } from "./upstream_entry.ts";

/** `upstreams`: of the configuration, without a circle. */
export function carriesStreams(entry: UpstreamEntry, upstreams: readonly UpstreamEntry[]): boolean {
  const isAble = entry.kind !== "shadowsocks" || carriesTcp(entry.server.mode);
  const carrier = carrierOf(entry, upstreams);
  return isAble && (carrier === undefined || carriesStreams(carrier, upstreams));
}

export function carriesPackets(entry: UpstreamEntry, upstreams: readonly UpstreamEntry[]): boolean {
  const isAble = entry.kind === "shadowsocks"
    ? carriesUdp(entry.server.mode)
    : entry.kind === "socks5" && entry.through === undefined;
  const carrier = carrierOf(entry, upstreams);
  return isAble && (carrier === undefined || carriesPackets(carrier, upstreams));
}

function carrierOf(
  { through }: UpstreamEntry,
  upstreams: readonly UpstreamEntry[],
): UpstreamEntry | undefined {
  return upstreams.find(({ name }) => name === through);
}
