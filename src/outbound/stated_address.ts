// Where a SOCKS proxy says that it is. One that was reached directly may leave the host out, and cannot be on our own
// machine when it was reached elsewhere.

import type { HostPort } from "../net/address.ts";
import { isOnLoopback } from "../net/loopback.ts";
import { unmapIpv4 } from "../net/mapped_ipv4.ts";

/** With the host at which the proxy was reached in place of one that stands for any, or for whoever reads it. */
export function statedAddress(bound: HostPort, proxy: HostPort): HostPort {
  const named = unmapIpv4(bound.host);
  const isElsewhere = isOnLoopback(named) && !isOnLoopback(proxy.host);
  const isAnywhere = named === "0.0.0.0" || named === "::";
  return { host: isAnywhere || isElsewhere ? proxy.host : named, port: bound.port };
}
