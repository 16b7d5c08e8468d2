// Addresses that lead back to this machine.

import { unmapIpv4 } from "./mapped_ipv4.ts";

/** Of an IP literal as the system writes it. */
export function isOnLoopback(ip: string): boolean {
  return ip === "::1" || unmapIpv4(ip).startsWith("127.");
}
