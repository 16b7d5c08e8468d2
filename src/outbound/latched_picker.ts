// The one that worked last, until it fails (`round_robin=latched`): nobody goes back to an upstream just because it is up
// again.

import { type Pickable, type Picker, startingAt } from "./picker.ts";

export class LatchedPicker implements Picker {
  #latched: string | undefined;

  order<P extends Pickable>(candidates: readonly P[]): readonly P[] {
    const latched = candidates.findIndex(({ name }) => name === this.#latched);
    return startingAt(candidates, Math.max(0, latched));
  }

  served(name: string): void {
    this.#latched = name;
  }
}
