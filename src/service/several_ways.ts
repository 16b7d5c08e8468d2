// Whether connections part: only then does anybody ask which way one of them has taken.

import type { Config } from "../config/config.ts";

export function hasSeveralWays({ role, upstreams, routing }: Config): boolean {
  if (upstreams.length !== 1) return upstreams.length > 1;
  const { rules, acl, otherwise } = routing;
  // A server's list blocks and allows, but picks no way.
  const goesPast = acl !== undefined && role !== "server";
  const goesAround = otherwise.kind === "upstreams" && otherwise.whenAllDown === "direct";
  return rules.length > 0 || goesPast || goesAround;
}
