// Where a SOCKS proxy says that it is. One that was reached directly may leave the host out.

import type { HostPort } from "../net/address.ts";
import { unmapIpv4 } from "../net/mapped_ipv4.ts";

/** With the host at which the proxy was reached in place of one that stands for any. */
export function statedAddress(bound: HostPort, proxy: HostPort): HostPort {
  const named = unmapIpv4(bound.host);
  const host = named === "0.0.0.0" || named === "::" ? proxy.host : named;
  return { host, port: bound.port };
}
