// Settings that nobody has a use for where they stand.

import type { FullSettings, Role } from "./default_settings.ts";
import type { Ledger } from "./ledger.ts";
import { problemWith } from "./origin.ts";
import { entriesOf, type SettingName, type Settings } from "./settings.ts";

const USED_BY: Partial<Record<SettingName, readonly Role[]>> = {
  localAddress: ["local", "tunnel"],
  localPort: ["local", "tunnel"],
  locals: ["local", "tunnel"],
  protocol: ["local", "tunnel"],
  users: ["local", "server"],
  associateHost: ["local"],
  clockTolerant: ["local", "tunnel"],
  dnsListen: ["local"],
  dnsRemoteHost: ["local"],
  dnsRemotePort: ["local"],
  socksAuthFile: ["local"],
  httpAuthFile: ["local"],
  tunnelTarget: ["tunnel"],
  tunnelRemoteHost: ["tunnel"],
  tunnelRemotePort: ["tunnel"],
  tunnelListenPort: ["tunnel"],
  onlineUrl: ["local", "tunnel"],
  onlineSeconds: ["local", "tunnel"],
  onlinePlugins: ["local", "tunnel"],
  onlineThroughProxy: ["local"],
  stateFolder: ["local", "tunnel"],
  allowPrivate: ["server"],
  destinations: ["server"],
  allowsSegments: ["server"],
  services: ["server"],
  accessKeys: ["server"],
};

/** One file often serves both ends; still, nothing is dropped without a word. */
export function warnOfUnused(role: Role, settings: FullSettings, ledger: Ledger): void {
  for (const [name, roles] of entriesOf(USED_BY)) {
    const origin = settings[name]?.origin;
    if (origin === undefined || origin.source === "default" || roles.includes(role)) continue;
    ledger.warn(problemWith(origin, `is not used by "umbra ${role}"`));
  }
}

/** `predicate`: why they have no effect in `said`. */
export function warnOfEach(
  names: readonly SettingName[],
  predicate: string,
  { said, ledger }: { readonly said: Settings; readonly ledger: Ledger },
): void {
  for (const name of names) {
    const origin = said[name]?.origin;
    if (origin !== undefined) ledger.warn(problemWith(origin, predicate));
  }
}
