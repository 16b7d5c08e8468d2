// The listener that `local` or `tunnel` serves: from the top of the settings, or from the first entry of `locals` that
// speaks its protocol.

import { isDnsDoor } from "./dns_door.ts";
import type { FullSettings, Role } from "./default_settings.ts";
import type { Ledger } from "./ledger.ts";
import { problemWith } from "./origin.ts";
import { overlay, type Settings } from "./settings.ts";

type ClientRole = Exclude<Role, "server">;

const PROTOCOLS: Readonly<Record<ClientRole, readonly string[]>> = {
  local: ["socks", "http"],
  tunnel: ["tunnel"],
};

/** The settings with the listener's own laid over them. */
export function localEntry(settings: FullSettings, role: ClientRole, ledger: Ledger): FullSettings {
  // A DNS front door stands beside the listener.
  const isElsewhere = (entry: Settings) => role === "local" && isDnsDoor(entry);
  const enabled = (settings.locals?.value ?? [])
    .filter((entry) => entry.disabled?.value !== true && !isElsewhere(entry));
  const [first, ...others] = enabled.filter((entry) => isServed(entry, role));
  for (const entry of enabled) {
    if (!isServed(entry, role)) warnOf(entry, `is not served by "umbra ${role}"`, ledger);
  }
  for (const entry of others) warnOf(entry, "is left out: one listener at a time for now", ledger);
  if (first === undefined && !isServed(settings, role) && settings.protocol !== undefined) {
    ledger.warn(problemWith(settings.protocol.origin, `is not served by "umbra ${role}", ignored`));
  }
  return first === undefined ? settings : overlay(settings, first);
}

/** Without a `protocol` it is SOCKS, as in rust. */
function isServed(entry: Settings, role: ClientRole): boolean {
  return PROTOCOLS[role].includes(entry.protocol?.value ?? "socks");
}

function warnOf(entry: Settings, predicate: string, ledger: Ledger): void {
  const origin = (entry.protocol ?? Object.values(entry)[0])?.origin;
  if (origin !== undefined) ledger.warn(problemWith(origin, predicate));
}
