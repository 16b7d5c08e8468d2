// Peers that take part where they are installed. shadowsocks-libev is different: a gate brings it along.

import { isInstalled, skipWithout } from "./outside_programs.ts";

export interface PeerPrograms {
  readonly name: string;
  readonly programs: readonly string[];
}

/** Whether to skip the tests with this peer; says why. */
export async function skipWithoutPeer({ name, programs }: PeerPrograms): Promise<boolean> {
  if (name === "ss-libev") return await skipWithout(...programs);
  for (const program of programs) {
    if (await isInstalled(program)) continue;
    console.log(`skipping tests with ${name}: ${program} is not installed`);
    return true;
  }
  return false;
}
