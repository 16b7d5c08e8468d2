// Sends the probes of many rows mixed together and evenly spread over time, so that whatever disturbs the machine
// disturbs all rows alike.

import type { Noise } from "./noise.ts";
import type { Probe } from "./probe.ts";
import type { Prober, ProbeReaction } from "./prober.ts";
import type { Material, Row } from "./row.ts";
import type { Stalls } from "./stalls.ts";

export interface Shot {
  readonly row: Row;
  readonly probe: Probe;
}

export interface Trial extends Shot {
  readonly reaction: ProbeReaction;
  /** Somebody else had the processor meanwhile. */
  readonly isDisturbed: boolean;
}

export interface VolleyOptions {
  readonly prober: Prober;
  readonly noise: Noise;
  readonly stalls: Stalls;
  /** More of them at once would measure how fast connections are accepted. */
  readonly perSecond: number;
}

/** Bounds descriptors where the deadline is long. */
const AT_ONCE = 1500;

/** New probes of each row until there are so many, unless it wants fewer. */
export function shotsOf(
  rows: readonly Row[],
  { material, trials }: { readonly material: Material; readonly trials: number },
): readonly Shot[] {
  return rows.flatMap((row) => {
    const probes = [...row.probes(material)];
    if (probes.length === 0) return [];
    while (probes.length < (row.trials ?? trials)) probes.push(...row.probes(material));
    return probes.map((probe) => ({ row, probe }));
  });
}

/** As many like these once more, but new: a server knows what it has seen. */
export function shotsLike(shots: readonly Shot[], material: Material): readonly Shot[] {
  return [...Map.groupBy(shots, ({ row }) => row)].flatMap(([row, shots]) => {
    const names = new Set(shots.map(({ probe }) => probe.name));
    const alike = () => row.probes(material).filter(({ name }) => names.has(name));
    const probes = alike();
    while (probes.length < shots.length) probes.push(...alike());
    return probes.map((probe) => ({ row, probe }));
  });
}

export async function volley(
  shots: readonly Shot[],
  options: VolleyOptions,
): Promise<Trial[]> {
  const { noise, perSecond } = options;
  const flying = new Set<Promise<void>>();
  const trials: Trial[] = [];
  const start = performance.now();
  for (const [i, shot] of noise.shuffled(shots).entries()) {
    await until(start + i * 1000 / perSecond);
    while (flying.size >= AT_ONCE) await Promise.race(flying);
    const flight = fire(shot, options)
      .then((trial) => void trials.push(trial))
      .finally(() => flying.delete(flight));
    flying.add(flight);
  }
  await Promise.all(flying);
  return trials;
}

/** Whether a trial says something about the server. Bytes for a stranger are no matter of time. */
export function counts({ isDisturbed, row, reaction }: Trial): boolean {
  return !isDisturbed || (row.due.hears === "nothing" && reaction.heard > 0);
}

async function fire(shot: Shot, { prober, stalls }: VolleyOptions): Promise<Trial> {
  const start = performance.now();
  const reaction = await prober.send(shot.probe);
  return { ...shot, reaction, isDisturbed: stalls.spoil(start, performance.now()) };
}

async function until(time: number): Promise<void> {
  const ms = time - performance.now();
  if (ms > 0) await new Promise<void>((resolve) => setTimeout(resolve, ms));
}
