// The role that a configuration was written for, as far as its keys tell.

import type { Role } from "./default_settings.ts";
import type { HostMaybePort, Settings } from "./settings.ts";

/** Only a server has any use for these as its own address. */
const EVERYWHERE: readonly string[] = ["0.0.0.0", "::"];

export function suggestedRole(said: Settings): Role {
  if ((said.tunnelTarget ?? said.tunnelRemoteHost) !== undefined) return "tunnel";
  if ((said.locals ?? said.localPort ?? said.localAddress) !== undefined) return "local";
  if ((said.services ?? said.accessKeys) !== undefined) return "server";
  if (said.onlineUrl !== undefined) return "local";
  return namesServersToReach(said) || goesByProxiesAlone(said) ? "local" : "server";
}

/** A server has a secret at least. */
function goesByProxiesAlone(said: Settings): boolean {
  const { server, password, key, portPassword, users } = said;
  return (said.upstreams ?? said.moreUpstreams) !== undefined &&
    (server ?? password ?? key ?? portPassword ?? users) === undefined;
}

/** Several of them, or one with its port: a server mostly listens everywhere, and gives its port apart. */
function namesServersToReach({ server, servers }: Settings): boolean {
  const hosts = [server, ...(servers?.value ?? []).map((entry) => entry.server)]
    .flatMap((named): readonly HostMaybePort[] => named?.value ?? []);
  if (hosts.some(({ host }) => EVERYWHERE.includes(host))) return false;
  return servers !== undefined || hosts.length > 1 || hosts.some(({ port }) => port !== undefined);
}
