// Issue 4: one replay filter for all workers. A recording sent to all of them at once is served once.

import { assertEquals } from "@std/assert";
import { SaltFilter } from "../../src/replay/salt_filter.ts";
import { allocateSaltMemory } from "../../src/replay/salt_memory.ts";
import { raceForSalts } from "../support/salt_race.ts";

const PLANS = {
  "64 salts, over and over": { rounds: 400, saltsPerRound: 64 },
  // Refusing is quicker than granting: the last worker catches up with the first, and they go on side by side.
  "a long row of salts": { rounds: 4, saltsPerRound: 20_000 },
};

for (const [name, { rounds, saltsPerRound }] of Object.entries(PLANS)) {
  Deno.test(`SaltFilter.admit() lets one of four workers have each salt when all ask for ${name}`, async () => {
    const filter = new SaltFilter();
    const plan = { workers: 4, rounds, saltsPerRound, salts: "same", store: "filter" } as const;
    const grants = await raceForSalts(filter.memory, plan);
    assertEquals(countEach(grants), { 1: rounds * saltsPerRound });
    assertEquals(filter.size, grants.length);
  });
}

Deno.test("SaltFilter.admit() lets one of four workers have each salt when generations end meanwhile", async () => {
  // No salt can be forgotten before its round is over, and each round has the end of a generation at another place.
  const generation = 67;
  const plan = {
    workers: 4,
    rounds: 1500,
    saltsPerRound: 64,
    salts: "same",
    store: "filter",
  } as const;
  const filter = new SaltFilter(allocateSaltMemory({ generation }));
  const grants = await raceForSalts(filter.memory, plan);
  assertEquals(countEach(grants), { 1: plan.rounds * plan.saltsPerRound });
  assertEquals(filter.size, generation + grants.length % generation);
});

Deno.test("SaltFilter.admit() refuses no worker a new salt when generations end all the time", async () => {
  const generation = 16;
  const plan = {
    workers: 4,
    rounds: 1,
    saltsPerRound: 25_000,
    salts: "own",
    store: "filter",
  } as const;
  const filter = new SaltFilter(allocateSaltMemory({ generation }));
  const grants = await raceForSalts(filter.memory, plan);
  assertEquals(countEach(grants), { 1: plan.workers * plan.saltsPerRound });
  assertEquals(filter.size, generation + grants.length % generation);
});

/** How many salts were granted once, how many twice ... */
function countEach(grants: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const grant of grants) counts[grant] = (counts[grant] ?? 0) + 1;
  return counts;
}
