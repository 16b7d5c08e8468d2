// outline-ss-server, where it takes part. It reaches public addresses only, so the targets are at an address of this
// machine that it takes for one, if there is one; nothing leaves the machine.

import ipaddr from "ipaddr.js";
import { skipWithoutPeer } from "./optional_peers.ts";

export const OUTLINE = "outline-ss-server";

const REFUSED_BY_OUTLINE = ["loopback", "linkLocal", "private", "carrierGradeNat"];

export function hostPublicToOutline(): string | undefined {
  return Deno.networkInterfaces()
    .filter(({ family }) => family === "IPv4")
    .map(({ address }) => address)
    .find((address) => !REFUSED_BY_OUTLINE.includes(ipaddr.parse(address).range()));
}

/** Whether to skip the tests with it; says why. */
export async function skipWithoutOutline(): Promise<boolean> {
  if (await skipWithoutPeer({ name: OUTLINE, programs: [OUTLINE] })) return true;
  if (hostPublicToOutline() !== undefined) return false;
  console.log(`skipping tests with ${OUTLINE}: no address of this machine is public to it`);
  return true;
}
