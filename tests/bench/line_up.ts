// Who takes part for one method: ours once per engine that it runs on, and the peers that are there and offer it.

import { isInstalled } from "../support/outside_programs.ts";
import type { Absentee, Contestant, LineUp } from "./contestant.ts";
import { PeerContestant } from "./peer_contestant.ts";
import { methodsOf } from "./peer_methods.ts";
import type { Peer } from "./peer_table.ts";
import { versionOf } from "./program_version.ts";
import { columnOf, type EngineChoice, UmbraContestant } from "./umbra_contestant.ts";

export interface Invited {
  readonly engines: readonly EngineChoice[];
  readonly peers: readonly Peer[];
}

export async function lineUp(method: string, { engines, peers }: Invited): Promise<LineUp> {
  const contestants: Contestant[] = [];
  const absentees: Absentee[] = [];
  const add = (who: Contestant | Absentee) =>
    void ("reason" in who ? absentees.push(who) : contestants.push(who));
  for (const engine of engines) add(await umbra(engine, { method, before: contestants }));
  for (const peer of peers) add(await peerOrAbsentee(peer, method));
  return { contestants, absentees };
}

interface UmbraOptions {
  readonly method: string;
  readonly before: readonly Contestant[];
}

async function umbra(
  choice: EngineChoice,
  { method, before }: UmbraOptions,
): Promise<Contestant | Absentee> {
  const name = columnOf(choice);
  try {
    const ours = await UmbraContestant.open(choice, method);
    if (ours === undefined) return { name, reason: "not offered" };
    const twin = before.find(({ engine }) => engine === ours.engine);
    return twin === undefined ? ours : { name, reason: "measured", detail: `as ${twin.name}` };
  } catch (error) {
    return { name, reason: "failed", detail: String(error) };
  }
}

async function peerOrAbsentee(peer: Peer, method: string): Promise<Contestant | Absentee> {
  const { name, programs, versionFlag } = peer;
  const installed = await Promise.all(programs.map(isInstalled));
  if (installed.includes(false)) return { name, reason: "not installed" };
  if (!(await methodsOf(peer)).includes(method)) return { name, reason: "not offered" };
  return new PeerContestant(peer, await versionOf(programs[0]!, versionFlag));
}
