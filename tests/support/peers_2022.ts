// Peers that speak the 2022 edition, on this machine.

import type { Cipher2022Name } from "../../src/crypto/method_table.ts";
import { methods2022Of } from "../bench/peer_methods.ts";
import { type Peer, PEERS } from "../bench/peer_table.ts";
import { skipWithoutPeer } from "./optional_peers.ts";

export const PEERS_2022: readonly Peer[] = PEERS.filter(({ methods2022 }) =>
  methods2022.length > 0
);

/** Those of its methods that can be tested; says why when there are none. */
export async function testable2022(peer: Peer): Promise<readonly Cipher2022Name[]> {
  if (await skipWithoutPeer(peer)) return [];
  const methods = await methods2022Of(peer);
  if (methods.length === 0) {
    console.log(`skipping tests of 2022 with ${peer.name}: it was built without its methods`);
  }
  return methods;
}
