// A worker that asks a shared SaltFilter or SaltPool for salts while other workers do, and notes which it was granted.
// salt_race.ts starts it.

import { SaltFilter } from "../../src/replay/salt_filter.ts";
import { SaltPool } from "../../src/replay/salt_pool.ts";
import { type RaceTask, StartingLine } from "./salt_race.ts";

const worker = globalThis as unknown as {
  onmessage: (event: MessageEvent<RaceTask>) => void;
  postMessage(grants: Uint8Array): void;
};

worker.onmessage = ({ data: task }) => {
  const store = task.store === "pool" ? new SaltPool(task.memory) : new SaltFilter(task.memory);
  const line = new StartingLine(task.line, task.workers);
  const grants = new Uint8Array(task.rounds * task.saltsPerRound);
  for (let round = 0; round < task.rounds; round++) {
    line.wait(round);
    for (let i = 0; i < task.saltsPerRound; i++) {
      const number = round * task.saltsPerRound + i;
      if (store.admit(saltOf(task.family, number))) grants[number]! += 1;
    }
  }
  worker.postMessage(grants);
};

function saltOf(family: number, number: number): Uint8Array {
  return new Uint8Array(new Int32Array([family, number, 2, 3, 4, 5, 6, 7]).buffer);
}
