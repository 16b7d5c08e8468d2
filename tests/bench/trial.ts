// What a bench measures: a trial yields a few figures, in rounds that are interleaved between the families.

import type { Family } from "../support/shadowsocks_process.ts";

export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly goal?: Goal;
}

/** `ratio`: ours to the peer's, at least; `value`: ours, at most. */
export type Goal =
  | { readonly kind: "ratio"; readonly atLeast: number }
  | { readonly kind: "value"; readonly atMost: number };

export interface Trial {
  /** For `--only`. */
  readonly name: string;
  /** Programs of the machine, besides the contestants. */
  readonly needs: readonly string[];
  readonly figures: readonly Figure[];
  /** Makes one family ready for its rounds. */
  prepare(family: Family, method: string): Promise<Bout>;
}

export interface Bout extends AsyncDisposable {
  /** What the first round would pay for all others. */
  warmUp(): Promise<void>;
  /** One number for each figure of the trial. */
  round(): Promise<readonly number[]>;
}
