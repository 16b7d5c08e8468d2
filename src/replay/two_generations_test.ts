// What happens to whom a new generation overtakes between two of its steps.

import { assert } from "@std/assert";
import { allocateSaltMemory, mapSaltMemory } from "./salt_memory.ts";
import { type Generations, TwoGenerations } from "./two_generations.ts";

const SALT = new Uint8Array(16).fill(9);

Deno.test("TwoGenerations.admit() admits a salt that a new generation overtakes, in the new one", () => {
  const { salts, turns } = scene();
  turns.overtake = true;
  assert(salts.admit(SALT));
  assert(!salts.admit(SALT));
  turns.young++;
  assert(!salts.admit(SALT), "it is in the young one of then");
  turns.young++;
  assert(salts.admit(SALT), "and forgotten with it");
});

Deno.test("TwoGenerations.admit() refuses the copy of a salt that has been overtaken", () => {
  const { salts, other, turns } = scene();
  turns.meanwhile = () => assert(!other.admit(SALT));
  turns.overtake = true;
  assert(salts.admit(SALT));
  assert(!other.admit(SALT));
});

Deno.test("TwoGenerations.admit() takes nothing while the young generation is full", () => {
  const { salts, turns } = scene();
  turns.isFull = true;
  assert(!salts.admit(SALT));
  turns.isFull = false;
  assert(salts.admit(SALT), "the attempt has left no trace");
});

class ScriptedTurns implements Generations {
  readonly isAged = true;
  young = 0;
  isFull = false;
  /** A new generation begins before the next salt is counted. */
  overtake = false;
  /** And then this happens. */
  meanwhile: () => void = () => {};

  count(epoch: number): boolean {
    if (this.overtake) {
      this.overtake = false;
      this.young++;
      this.meanwhile();
    }
    return epoch === this.young;
  }
}

function scene() {
  const map = mapSaltMemory(allocateSaltMemory({ generation: 10 }));
  const turns = new ScriptedTurns();
  const [salts, other] = [1, 2].map(() => new TwoGenerations(map, turns));
  return { salts: salts!, other: other!, turns };
}
