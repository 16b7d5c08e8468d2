// A server from a link or a list -> settings, as if each of its parts had been written for itself. What a link does not
// say it says no to: nothing at the top of a file leaks into it.

import { DEFAULT_SETTINGS } from "./default_settings.ts";
import { Ledger } from "./ledger.ts";
import type { Origin } from "./origin.ts";
import { ConfigError, type Failure } from "./problem.ts";
import { parseUpstreamName } from "./route_schemas.ts";
import { AS_CLIENT, serverEntries } from "./server_entries.ts";
import { overlay, type Settings } from "./settings.ts";
import type { LinkedServer } from "./share_link.ts";

export function linkedSettings(server: LinkedServer, origin: Origin): Settings {
  const { address, method, password, tag, plugin, saltPrefix } = server;
  const from = <T>(value: T, part: string) => ({
    value,
    origin: { ...origin, subject: `${origin.subject} (${part})` },
  });
  return {
    server: from([address], "host"),
    serverPort: from([address.port], "port"),
    method: from(method, "method"),
    password: from(password, "password"),
    saltPrefix: from(saltPrefix, "prefix"),
    plugin: from(plugin?.name ?? "", "plugin"),
    pluginOptions: from(plugin?.options ?? "", "plugin"),
    pluginArgs: from([], "plugin"),
    pluginMode: from("tcp_only", "plugin"),
    ...(parseUpstreamName(tag) !== undefined && { remarks: from(tag, "name") }),
  };
}

/** What keeps us from using it: empty if nothing does. */
export function faultsOf(server: LinkedServer, origin: Origin): readonly Failure[] {
  const ledger = new Ledger();
  const settings = overlay(DEFAULT_SETTINGS.local, linkedSettings(server, origin));
  serverEntries(settings, AS_CLIENT, ledger);
  try {
    ledger.settle();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}
