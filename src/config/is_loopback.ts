// Whether only this machine can reach what listens there.

import { isIp } from "../net/ip_address.ts";

export function isLoopback(host: string): boolean {
  if (!isIp(host)) return host === "localhost";
  return host === "::1" || host.startsWith("127.");
}
