// The same outlet for everything.

import type { Outlet } from "./outlet.ts";
import type { OutletChooser } from "./outlet_chooser.ts";

export class FixedChooser implements OutletChooser {
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  choose(): Outlet {
    return this.#outlet;
  }
}
