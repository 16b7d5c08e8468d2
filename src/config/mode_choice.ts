// What a client carries: TCP, UDP or both, as long as there is a server for it.

import type { Mode, ServerEntry } from "./config.ts";
import type { FullSettings } from "./default_settings.ts";
import type { Ledger } from "./ledger.ts";
import { carriesTcp, carriesUdp } from "./mode.ts";
import { DEFAULT_ORIGIN, problemWith } from "./origin.ts";

/** As in libev and rust. */
export const DEFAULT_MODE: Mode = "tcp_only";

export function chooseMode(
  settings: FullSettings,
  servers: readonly ServerEntry[],
  ledger: Ledger,
): Mode {
  const mode = settings.mode ?? { value: DEFAULT_MODE, origin: DEFAULT_ORIGIN };
  for (const [transport, carries] of TRANSPORTS) {
    const isServed = servers.some((server) => carries(server.mode));
    if (!carries(mode.value) || isServed || servers.length === 0) continue;
    ledger.fail(problemWith(
      mode.origin,
      `asks for ${transport}, which no server carries`,
      `set "mode" of a server that does, or of all of them at the top`,
    ));
  }
  return ledger.use("mode", mode);
}

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

const TRANSPORTS = [["TCP", carriesTcp], ["UDP", carriesUdp]] as const;
