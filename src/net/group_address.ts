// Addresses that stand for many hosts at once: one packet from a stranger must not become a packet to all of them.

import ipaddr from "ipaddr.js";
import { parseIp } from "./ip_address.ts";

/** Whether an IP literal is a multicast or broadcast address, also IPv4 written as IPv6. */
export function isGroupAddress(ip: string): boolean {
  const bytes = parseIp(ip);
  if (bytes === undefined) return false;
  const address = ipaddr.fromByteArray([...bytes]);
  const plain = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()
    ? address.toIPv4Address()
    : address;
  return ["multicast", "broadcast"].includes(plain.range());
}
