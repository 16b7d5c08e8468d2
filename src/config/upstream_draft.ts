// An upstream as one entry of the configuration has it, before it is known which others there are.

import type { Origin, Sourced } from "./origin.ts";
import type { Hop } from "./route_settings.ts";
import type { Settings } from "./settings.ts";
import type { ProxyUpstream, ShadowsocksUpstream, UpstreamWeights } from "./upstream_entry.ts";

export interface Draft {
  /** Another one may have it already. */
  readonly name: string;
  /**
   * Rules may count on its name. What a server is called by whoever hands it around, in a list from the network for one,
   * takes no name away from what the user has named.
   */
  readonly isNamed: boolean;
  readonly through: Sourced<readonly Hop[]> | undefined;
  readonly body: DraftBody;
  readonly origin: Origin;
}

export type DraftBody =
  | Omit<ShadowsocksUpstream, "name" | "through">
  | Omit<ProxyUpstream, "name" | "through">;

export function nameOf({ name, remarks, serverId }: Settings): string | undefined {
  return (name ?? remarks ?? serverId)?.value;
}

export function weightsOf({ weight, tcpWeight, udpWeight }: Settings): UpstreamWeights {
  const both = weight?.value ?? 1;
  return { streams: tcpWeight?.value ?? both, packets: udpWeight?.value ?? both };
}
