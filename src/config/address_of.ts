// Joins a host and a port that were given apart.

import type { HostPort } from "../net/address.ts";
import { outranks, type Sourced } from "./origin.ts";
import type { HostMaybePort } from "./settings.ts";

/** The port next to the host is the nearer one, unless the other comes from a stronger source. */
export function addressOf(host: Sourced<HostMaybePort>, port: Sourced<number>): Sourced<HostPort> {
  const portWins = outranks(port, host);
  const own = portWins ? undefined : host.value.port;
  return {
    value: { host: host.value.host, port: own ?? port.value },
    origin: portWins ? port.origin : host.origin,
  };
}
