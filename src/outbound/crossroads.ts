// Where connections part: from all ways, what is known of them, and the picker's choice to the course of one connection.

import type { Lane } from "./managed_way.ts";
import type { Picker, PickRequest } from "./picker.ts";

/** At least one way in all. */
export interface Course<Dialer> {
  /** Those that may be taken, best first. */
  readonly lanes: readonly Lane<Dialer>[];
  /** What is left when those have failed: the direct way, or upstreams that are down, for want of a better one. */
  readonly lastResorts: readonly Lane<Dialer>[];
}

export interface CrossroadsParts<Dialer> {
  readonly lanes: readonly Lane<Dialer>[];
  /** Of these crossroads alone: some have a memory. */
  readonly picker: Picker;
  /** For when all ways have failed; `undefined`: those that are down are tried then. */
  readonly direct: Dialer | undefined;
}

export class Crossroads<Dialer> {
  readonly #lanes: readonly Lane<Dialer>[];
  readonly #picker: Picker;
  readonly #direct: readonly Lane<Dialer>[];

  constructor({ lanes, picker, direct }: CrossroadsParts<Dialer>) {
    this.#lanes = lanes;
    this.#picker = picker;
    this.#direct = direct === undefined
      ? []
      : [{ name: "direct", weight: 1, dialer: direct, state: undefined }];
    if (lanes.length + this.#direct.length === 0) throw new RangeError("There is no way to take");
  }

  courseFor(request: PickRequest): Course<Dialer> {
    if (this.#lanes.every(isUsable)) {
      return { lanes: this.#ordered(this.#lanes, request), lastResorts: this.#direct };
    }
    const [usable, down] = parted(this.#lanes);
    const lanes = this.#ordered(usable, request);
    if (this.#direct.length > 0) return { lanes, lastResorts: this.#direct };
    // Asked once: a picker with a memory would take the second question for another connection.
    return { lanes, lastResorts: lanes.length > 0 ? down : this.#ordered(down, request) };
  }

  #ordered(lanes: readonly Lane<Dialer>[], request: PickRequest): readonly Lane<Dialer>[] {
    return lanes.length > 1 ? this.#picker.order(lanes, request) : lanes;
  }
}

function isUsable({ state }: Lane<unknown>): boolean {
  return state === undefined || state.isUsable;
}

function parted<D>(lanes: readonly Lane<D>[]): [usable: Lane<D>[], down: Lane<D>[]] {
  return [lanes.filter(isUsable), lanes.filter((lane) => !isUsable(lane))];
}
