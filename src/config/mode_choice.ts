// What a client carries: TCP, UDP or both, as long as there is a way for it.

import type { Mode } from "./config.ts";
import type { FullSettings } from "./default_settings.ts";
import type { Ledger } from "./ledger.ts";
import { carriesTcp, carriesUdp } from "./mode.ts";
import { DEFAULT_ORIGIN, type Origin, problemWith } from "./origin.ts";
import type { Route } from "./routing.ts";
import type { UpstreamEntry } from "./upstream_entry.ts";
import { carriesPackets, carriesStreams } from "./upstream_modes.ts";
import type { WaysOut } from "./ways_out.ts";

/** As in libev and rust. */
export const DEFAULT_MODE: Mode = "tcp_only";

export function chooseMode(
  settings: FullSettings,
  { upstreams, routing }: Pick<WaysOut, "upstreams" | "routing">,
  ledger: Ledger,
): Mode {
  const mode = settings.mode ?? { value: DEFAULT_MODE, origin: DEFAULT_ORIGIN };
  const routes = [routing.otherwise, ...routing.rules.map(({ route }) => route)];
  const ways = routes.flatMap((route) => waysOf(route, upstreams));
  for (const { transport, isAsked, carries } of TRANSPORTS) {
    const isServed = ways.some((way) => way === "direct" || carries(way, upstreams));
    if (!isAsked(mode.value) || isServed || ways.length === 0) continue;
    const origin = settings.mode?.origin ?? BY_DEFAULT;
    ledger.fail(problemWith(origin, `asks for ${transport}, which no server carries`, HINT));
  }
  return ledger.use("mode", mode);
}

const BY_DEFAULT: Origin = { ...DEFAULT_ORIGIN, subject: `mode (${DEFAULT_MODE}, by default)` };
const HINT = `set "mode" of a server that does, or of all of them at the top; ` +
  "of proxies, socks5 alone carries UDP, where nothing is in between";

/** The settings of a local: SOCKS5 packets belong to a TCP connection. */
export function withTcp(settings: FullSettings, ledger: Ledger): FullSettings {
  const { mode } = settings;
  if (mode?.value !== "udp_only") return settings;
  ledger.warn(problemWith(
    mode.origin,
    "asks for UDP only, but SOCKS5 begins it over TCP: both are served",
  ));
  return { ...settings, mode: { ...mode, value: "tcp_and_udp" } };
}

const TRANSPORTS = [
  { transport: "TCP", isAsked: carriesTcp, carries: picksForStreams },
  { transport: "UDP", isAsked: carriesUdp, carries: picksForPackets },
] as const;

function picksForStreams(entry: UpstreamEntry, upstreams: readonly UpstreamEntry[]): boolean {
  return entry.weights.streams > 0 && carriesStreams(entry, upstreams);
}

function picksForPackets(entry: UpstreamEntry, upstreams: readonly UpstreamEntry[]): boolean {
  return entry.weights.packets > 0 && carriesPackets(entry, upstreams);
}

function waysOf(
  route: Route,
  upstreams: readonly UpstreamEntry[],
): readonly (UpstreamEntry | "direct")[] {
  if (route.kind === "direct") return ["direct"];
  if (route.kind === "block") return [];
  const named = upstreams.filter(({ name }) => route.names.includes(name));
  return route.whenAllDown === "direct" ? [...named, "direct"] : named;
}
