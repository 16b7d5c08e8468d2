// Each in its turn (`round_robin=strict`), as often as its weight says, and evenly spread: nginx's smooth weighted round
// robin. Each turn gives everybody as much credit as it has weight; the richest is taken, and pays for all.

import { type Pickable, type Picker, startingAt } from "./picker.ts";

export class StrictPicker implements Picker {
  /** By name. */
  readonly #credits = new Map<string, number>();

  order<P extends Pickable>(candidates: readonly P[]): readonly P[] {
    let total = 0;
    let richest = 0;
    let most = -Infinity;
    for (const [i, { name, weight }] of candidates.entries()) {
      const credit = (this.#credits.get(name) ?? 0) + weight;
      this.#credits.set(name, credit);
      total += weight;
      if (credit > most) [richest, most] = [i, credit];
    }
    this.#credits.set(candidates[richest]!.name, most - total);
    return startingAt(candidates, richest);
  }
}
