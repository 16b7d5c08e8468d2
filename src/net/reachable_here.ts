// Where a listener is found by whoever is on the same machine.

import type { HostPort } from "./address.ts";

/** Who listens everywhere listens on loopback too. */
export function reachableHere({ host, port }: HostPort): HostPort {
  if (host === "0.0.0.0") return { host: "127.0.0.1", port };
  return { host: host === "::" ? "::1" : host, port };
}
