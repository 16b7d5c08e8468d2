// The Shadowsocks servers among the upstreams of a configuration.

import type { Config, ServerEntry } from "./config.ts";

export function shadowsocksServers({ upstreams }: Config): readonly ServerEntry[] {
  return upstreams.flatMap((entry) => entry.kind === "shadowsocks" ? [entry.server] : []);
}
