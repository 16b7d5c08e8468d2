// Issue 6: one pool of 2022 salts for all workers. A recording sent to all of them at once is served once.

import { assert, assertEquals } from "@std/assert";
import { SaltPool } from "../../src/replay/salt_pool.ts";
import { raceForSalts } from "../support/salt_race.ts";

Deno.test("SaltPool.admit() lets one of four workers have each salt when all ask for it", async () => {
  const pool = new SaltPool();
  const plan = {
    workers: 4,
    rounds: 400,
    saltsPerRound: 64,
    salts: "same",
    store: "pool",
  } as const;
  const grants = await raceForSalts(pool.memory, plan);
  assert(grants.every((count) => count === 1));
  assertEquals(pool.young, plan.rounds * plan.saltsPerRound);
});

Deno.test("SaltPool.admit() refuses no worker a new salt when generations end all the time", async () => {
  const pool = new SaltPool();
  const turning = setInterval(() => pool.turn(), 1);
  const plan = {
    workers: 4,
    rounds: 1,
    saltsPerRound: 25_000,
    salts: "own",
    store: "pool",
  } as const;
  const grants = await raceForSalts(pool.memory, plan).finally(() => clearInterval(turning));
  assertEquals(grants.length, plan.workers * plan.saltsPerRound);
  assert(grants.every((count) => count === 1));
});
