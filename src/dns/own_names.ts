// The names that this machine knows without asking anybody.

import type { Hosts } from "./hosts_file.ts";
import { specialAddresses } from "./special_names.ts";
import type { WatchedFile } from "./watched_file.ts";

export interface OwnNamesParts {
  readonly hosts: WatchedFile<Hosts>;
  /** Prefer IPv6 addresses. */
  readonly ipv6First: boolean;
}

/** `[]`: the name is not to be asked for; `undefined`: nothing is known of it. */
export function ownNames(
  { hosts, ipv6First }: OwnNamesParts,
): (name: string) => readonly string[] | undefined {
  return (name) => {
    const addresses = specialAddresses(name) ?? hosts.value.get(name);
    if (addresses === undefined) return undefined;
    const isPreferred = (address: string) => address.includes(":") === ipv6First;
    return addresses.toSorted((a, b) => Number(isPreferred(b)) - Number(isPreferred(a)));
  };
}
