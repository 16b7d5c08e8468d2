// What a bench measures: a trial yields a few figures, in rounds that are interleaved between the contestants.

import type { Contestant } from "./contestant.ts";

export interface Figure {
  /** Goals find it by this. */
  readonly name: string;
  readonly unit: string;
}

export interface Trial {
  /** For `--only`. */
  readonly name: string;
  /** Programs of the machine, besides the contestants. */
  readonly needs: readonly string[];
  readonly figures: readonly Figure[];
  /** For what varies little from round to round and takes long. */
  readonly mostRounds?: number;
  /** Makes one contestant ready for its rounds. */
  prepare(contestant: Contestant, method: string): Promise<Bout>;
}

export interface Bout extends AsyncDisposable {
  /** What the first round would pay for all others. */
  warmUp(): Promise<void>;
  /** One number for each figure of the trial. */
  round(): Promise<readonly number[]>;
}
