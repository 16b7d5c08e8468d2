// Which methods a peer offers, on this machine: some are built without those of 2022.

import type { Cipher2022Name } from "../../src/crypto/method_table.ts";
import type { Peer } from "./peer_table.ts";
import { outputOf } from "./program_version.ts";

/** Of an installed peer. */
export async function methodsOf(peer: Peer): Promise<readonly string[]> {
  return [...peer.methods, ...await methods2022Of(peer)];
}

export async function methods2022Of(
  { programs, methods2022, methodsFlag }: Peer,
): Promise<readonly Cipher2022Name[]> {
  if (methodsFlag === undefined) return methods2022;
  const printed = await outputOf(programs[0]!, methodsFlag);
  return methods2022.filter((name) => printed.includes(name));
}
