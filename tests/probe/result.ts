// What came of one row, and of all rows for one method.

import { median } from "../bench/statistics.ts";
import { endMs, type Finding } from "./gates.ts";
import { nameOf, type Row } from "./row.ts";
import { counts, type Trial } from "./volley.ts";

export interface RowResult {
  readonly id: string;
  readonly about: string;
  readonly trials: number;
  /** What the server did, in a few words. */
  readonly outcome: string;
  /** The median end of a connection, from where its row counts. */
  readonly endMs?: number;
  readonly findings: readonly Finding[];
  /** The machine was too busy for most of the trials to say anything. */
  readonly isDoubtful?: boolean;
}

export interface MethodReport {
  readonly method: string;
  readonly family: string;
  readonly deadlineMs: number;
  readonly isSeenOnTheWire: boolean;
  readonly rows: readonly RowResult[];
}

/** In the order of `rows`; those without trials are left out. */
export function resultsOf(
  rows: readonly Row[],
  { trials, findings }: {
    readonly trials: readonly Trial[];
    readonly findings: readonly Finding[];
  },
): readonly RowResult[] {
  const byRow = Map.groupBy(trials, ({ row }) => row);
  return rows.flatMap((row) => {
    const own = byRow.get(row);
    if (own === undefined) return [];
    const calm = own.filter(counts);
    const said = calm.length === 0 ? own : calm;
    return [{
      ...{ id: row.id, about: row.about, trials: calm.length },
      outcome: [...new Set(said.map(outcomeOf))].join("; "),
      endMs: median(said.map(endMs)),
      findings: findings.filter((finding) => finding.row === nameOf(row)),
      isDoubtful: calm.length * 2 < own.length,
    }];
  });
}

export function isPassed({ rows }: MethodReport): boolean {
  return rows.every(({ findings }) => findings.length === 0);
}

/** Everything that a prober sees but the time. */
function outcomeOf({ reaction: { heard, end } }: Trial): string {
  return `${heard === 0 ? "silence" : "an answer"}, ${end === "nothing" ? "no end" : end}`;
}
