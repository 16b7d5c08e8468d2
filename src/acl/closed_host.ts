// Whether a host is closed without anybody being asked for its addresses.

import { isIp } from "../net/ip_address.ts";
import { isLocalName } from "./address_in_name.ts";

const LOOPBACK: readonly string[] = ["127.0.0.1", "::1"];

/** `host`: as meant (address_in_name.ts). `localhost` is as open as this machine is. */
export function isClosedHost(host: string, mayReach: (ip: string) => boolean): boolean {
  return isIp(host) ? !mayReach(host) : isLocalName(host) && !LOOPBACK.some(mayReach);
}
