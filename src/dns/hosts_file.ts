// What /etc/hosts says (hosts(5)): an address, then its names; one name may stand on several lines.

import { formatIp, parseIp } from "../net/ip_address.ts";
import { parseQueryName } from "./query_name.ts";

/** Addresses by name, in the order of the file. */
export type Hosts = ReadonlyMap<string, readonly string[]>;

export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [literal = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    const ip = parseIp(literal);
    if (ip === undefined) continue;
    for (const written of names) addAddress(hosts, written, formatIp(ip));
  }
  return hosts;
}

function addAddress(hosts: Map<string, string[]>, written: string, address: string): void {
  const name = parseQueryName(written)?.name;
  if (name === undefined) return;
  const addresses = hosts.get(name);
  if (addresses === undefined) hosts.set(name, [address]);
  else if (!addresses.includes(address)) addresses.push(address);
}
