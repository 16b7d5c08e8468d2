// The results of a bench as a table for people: ours, the peer's, the ratio, and what the goal says of it.

import type { Result, Score } from "./contest.ts";
import type { Goal } from "./trial.ts";

const HEAD = ["", "", "umbra", "ss-libev", "umbra/ss-libev", "goal"];

export function formatTable(results: readonly Result[]): string {
  const rows = [HEAD, ...results.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    return row.map((cell, column) => pad(cell, widths[column]!, column)).join("  ").trimEnd();
  }).join("\n");
}

/** `undefined` when there is nothing to judge. */
export function isMet({ figure: { goal }, scores }: Result): boolean | undefined {
  if (goal === undefined || typeof scores.umbra !== "number") return undefined;
  if (goal.kind === "value") return scores.umbra <= goal.atMost;
  return typeof scores.libev === "number" ? scores.umbra / scores.libev >= goal.atLeast : undefined;
}

function cells(result: Result): string[] {
  const { figure: { name, unit, goal }, scores: { umbra, libev } } = result;
  const ratio = typeof umbra === "number" && typeof libev === "number" && libev > 0
    ? `${(umbra / libev).toFixed(2)}x`
    : "";
  return [
    name,
    unit,
    formatScore(umbra),
    formatScore(libev),
    ratio,
    formatGoal(goal, isMet(result)),
  ];
}

function formatScore(score: Score): string {
  if (typeof score === "string") return score;
  return score >= 100 ? score.toFixed(0) : score.toPrecision(3);
}

function formatGoal(goal: Goal | undefined, met: boolean | undefined): string {
  if (goal === undefined) return "";
  const text = goal.kind === "ratio" ? `at least ${goal.atLeast}x` : `at most ${goal.atMost}`;
  if (met === undefined) return `${text}: not shown`;
  return `${text}: ${met ? "met" : "missed"}`;
}

/** Names and goals to the left, numbers to the right. */
function pad(cell: string, width: number, column: number): string {
  return column < 2 || column === HEAD.length - 1 ? cell.padEnd(width) : cell.padStart(width);
}
