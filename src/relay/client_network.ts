// Who a client's address counts for when room is shared out between clients.

import { unmapIpv4 } from "../net/mapped_ipv4.ts";

const GROUPS = 8;
/** RFC 4291 section 2.5.4: a network has 64 bits, and whoever has one has all addresses in it. */
const NETWORK_GROUPS = 4;

/**
 * An IPv4 address stands for itself, an IPv6 address for its network: `2001:db8:0:1::/64`. By hand, since this is asked for
 * every connection; `host` is as the system writes addresses, so that equal networks have equal texts.
 */
export function clientNetwork(host: string): string {
  if (!host.includes(":")) return host;
  const ipv4 = unmapIpv4(host);
  return ipv4 === host ? networkOf(host) : ipv4;
}

function networkOf(host: string): string {
  const [head = [], tail = []] = host.split("::").map(groupsOf);
  // The gap has at least as many zeros as are missing here; a tail that ends in IPv4 has one more group than we count.
  const zeros = Array<string>(Math.max(0, GROUPS - head.length - tail.length)).fill("0");
  return `${[...head, ...zeros, ...tail].slice(0, NETWORK_GROUPS).join(":")}::/64`;
}

function groupsOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(":");
}
