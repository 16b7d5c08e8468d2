// All that a run of the bench has found, as `--json` prints it and the pages for people show it.

import { type Absentee, type Contestant, isOurs } from "./contestant.ts";
import type { Result } from "./contest.ts";
import type { Verdict } from "./goals.ts";
import type { Machine } from "./machine.ts";

export interface Report {
  readonly machine: Machine;
  readonly seconds: number;
  readonly rounds: number;
  readonly methods: readonly MethodReport[];
}

export interface MethodReport {
  readonly method: string;
  readonly contestants: readonly Pick<Contestant, "name" | "version" | "engine">[];
  readonly absentees: readonly Absentee[];
  readonly results: readonly Result[];
  /** What could not be measured at all, because a program is missing. */
  readonly skipped: readonly Skipped[];
  readonly verdicts: readonly Verdict[];
}

export interface Skipped {
  readonly trial: string;
  readonly missing: readonly string[];
}

/** Whether something of ours did not work. */
export function isBroken({ methods }: Report): boolean {
  return methods.some(({ absentees, results }) =>
    absentees.some(({ name, reason }) => isOurs(name) && reason === "failed") ||
    results.some(({ scores }) =>
      Object.entries(scores).some(([name, score]) => isOurs(name) && score === "failed")
    )
  );
}
