// The first that works, in the order of the configuration (`round_robin=false`).

import type { Pickable, Picker } from "./picker.ts";

export class OrderedPicker implements Picker {
  order<P extends Pickable>(candidates: readonly P[]): readonly P[] {
    return candidates;
  }
}
