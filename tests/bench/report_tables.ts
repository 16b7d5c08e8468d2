// A report's figures and goals as rows of cells.

import type { Score } from "./contest.ts";
import type { Goal, Verdict } from "./goals.ts";
import type { MethodReport } from "./report.ts";
import type { Table } from "./table.ts";

/** A row for each figure, a column for each contestant. */
export function figureTable({ contestants, results }: MethodReport): Table {
  const names = contestants.map(({ name }) => name);
  const body = results.map(({ figure, scores }) => [
    ...[figure.name, figure.unit],
    ...names.map((name) => formatScore(scores[name]!)),
  ]);
  return { rows: [["", "", ...names], ...body], words: [0, 1] };
}

export function goalTable(verdicts: readonly Verdict[]): Table {
  const body = verdicts.map(({ goal, measured, isMet }) => [
    goal.figure,
    goal.engine ?? "",
    formatGoal(goal),
    measured === undefined ? "" : `${formatNumber(measured)}${goal.peer === undefined ? "" : "x"}`,
    isMet === undefined ? "not shown" : isMet ? "met" : "missed",
  ]);
  return { rows: [["goal", "engine", "", "measured", ""], ...body], words: [0, 1, 2, 4] };
}

function formatGoal({ bound, value, peer }: Goal): string {
  return `${bound} ${value}${peer === undefined ? "" : `x ${peer}`}`;
}

function formatScore(score: Score): string {
  return typeof score === "string" ? score : formatNumber(score);
}

/** Three digits, which is more than the machine can repeat. */
function formatNumber(number: number): string {
  return number >= 100 ? number.toFixed(0) : number.toPrecision(3);
}
