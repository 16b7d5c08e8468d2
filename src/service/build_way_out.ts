// The way out of each role. Where nothing is to be decided nothing is asked, and nothing loaded for it.

import type { Config, ServerConfig } from "../config/config.ts";
import { directOutlet } from "./direct_outlet.ts";
import type { Ground } from "./ground.ts";
import { targetRule } from "./target_rule.ts";
import type { WayOut } from "./way_out.ts";

/** Rejects with a ServiceError where a file of the configuration cannot be used. */
export async function buildWayOut(config: Config, ground: Ground): Promise<WayOut> {
  if (config.role === "server" && isPlain(config)) return straightOut(config, ground);
  const { clientWayOut, serverWayOut } = await import("./routed_way_out.ts");
  return config.role === "server"
    ? await serverWayOut(config, ground)
    : await clientWayOut(config, ground);
}

function isPlain({ upstreams, routing: { rules, otherwise, acl } }: ServerConfig): boolean {
  return upstreams.length === 0 && rules.length === 0 && acl === undefined &&
    otherwise.kind === "direct";
}

function straightOut(config: ServerConfig, ground: Ground): WayOut {
  return {
    ...directOutlet({ ground, config, mayReach: targetRule(config) }),
    engines: [],
    admits: undefined,
    close: () => {},
  };
}
