// What the trials of a run say about a server: each finding names the row and the gate that it did not pass.

import { median, percentile } from "../bench/statistics.ts";
import { probabilityOfOneSource } from "./kolmogorov_smirnov.ts";
import { nameOf, type Row } from "./row.ts";
import { describeTrace } from "./trace.ts";
import type { Trial } from "./volley.ts";

export type Gate =
  /** RST, before or after FIN. */
  | "reset"
  /** Other bytes, or no end at all. */
  | "outcome"
  /** Closed before the deadline. */
  | "early"
  /** The median end is not where it is due. */
  | "deadline"
  /** The ends of one row lie far apart. */
  | "spread"
  /** The ends of a row are told from those of all others. */
  | "indifference"
  /** A target was reached that must not be. */
  | "reach"
  /** A client with the key loses too much to strangers. */
  | "share"
  /** The server, or the prober, cannot be trusted any more. */
  | "order";

export interface Finding {
  readonly gate: Gate;
  readonly row: string;
  readonly says: string;
}

/** A machine that does other things as well can bring these about, though not again and again. */
export const TIMING_GATES: readonly Gate[] = ["deadline", "spread", "indifference"];

/** Outline's own tolerance. */
const OFF_MS = 10;
/** Half of the ends lie within this. */
const SPREAD_MS = 25;
const ONCE_MS = 50;
/** The server's clock counts from accept, and is that exact. */
export const EARLY_MS = 5;
const SIGNIFICANCE = 0.01;

export function judge(trials: readonly Trial[], deadlineMs: number): readonly Finding[] {
  const rows = Map.groupBy(trials, ({ row }) => row);
  const each = [...rows.values()].flatMap((trials) => judgeRow(trials, deadlineMs));
  return [...each, ...compareAbsorbed(rows), ...compareRefused(rows)];
}

/** When a trial ended, from where its row counts. */
export function endMs({ row, reaction }: Trial): number {
  return row.due.from === "SYN" ? reaction.fromSynMs : reaction.fromLastSaidMs;
}

function judgeRow(trials: readonly Trial[], deadlineMs: number): readonly Finding[] {
  const { row } = trials[0]!;
  const find = (gate: Gate, says: string): Finding => ({ gate, row: nameOf(row), says });
  const reset = trials.find(({ reaction }) => reaction.end.includes("RST"));
  const strange = trials.find((trial) => strangeness(trial) !== undefined);
  return [
    ...(reset === undefined ? [] : [find("reset", describe(reset, reset.reaction.end))]),
    ...(strange === undefined ? [] : [find("outcome", describe(strange, strangeness(strange)!))]),
    ...judgeTimes(trials, deadlineMs, find),
  ];
}

function describe({ probe, reaction }: Trial, what: string): string {
  return `${probe.name}: ${what} (${describeTrace(reaction.trace)})`;
}

/** What else than a FIN and the right bytes a trial has got. */
function strangeness({ row, reaction }: Trial): string | undefined {
  const { heard, end, isAllTaken, afterByte } = reaction;
  const { hears, then } = row.due;
  if (end === "nothing") return "never closed";
  if (!isAllTaken) return "closed before it was said";
  if (hears === "nothing" && heard > 0) return `answered by ${heard} bytes`;
  if (hears === "something" && heard === 0) return "not answered";
  if (end === "FIN" && afterByte !== then) return `${afterByte} for a byte after the end`;
  return undefined;
}

function judgeTimes(
  trials: readonly Trial[],
  deadlineMs: number,
  find: (gate: Gate, says: string) => Finding,
): readonly Finding[] {
  const { due } = trials[0]!.row;
  const times = trials.map(endMs);
  if (due.at === "any time" || !times.every(Number.isFinite)) return [];
  if (due.at === "once") {
    const late = median(times);
    return late <= ONCE_MS ? [] : [find("deadline", `ends after ${late.toFixed(1)} ms`)];
  }
  const findings: Finding[] = [];
  const early = trials.find((trial) => endMs(trial) < deadlineMs - EARLY_MS);
  if (early !== undefined) {
    findings.push(find("early", describe(early, `${endMs(early).toFixed(1)} ms`)));
  }
  const off = median(times) - deadlineMs;
  if (Math.abs(off) > OFF_MS) findings.push(find("deadline", `is off by ${off.toFixed(1)} ms`));
  const spread = percentile(times, 0.75) - percentile(times, 0.25);
  if (spread > SPREAD_MS) findings.push(find("spread", `half lie within ${spread.toFixed(1)} ms`));
  return findings;
}

/** Each row against all others, with Bonferroni's correction: so many tests are so many chances to be wrong. */
function compareAbsorbed(rows: ReadonlyMap<Row, readonly Trial[]>): readonly Finding[] {
  const absorbed = [...rows].filter(([{ due }]) => due.at === "deadline" && due.from === "SYN");
  return absorbed.flatMap(([row, trials]) => {
    const others = absorbed.filter(([other]) => other !== row).flatMap(([, trials]) => trials);
    if (others.length === 0) return [];
    const p = probabilityOfOneSource(trials.map(endMs), others.map(endMs));
    if (p > SIGNIFICANCE / absorbed.length) return [];
    return [{ gate: "indifference", row: nameOf(row), says: `differs, p = ${p.toExponential(1)}` }];
  });
}

/** Nobody shall find out by us which hosts there are behind us. */
function compareRefused(rows: ReadonlyMap<Row, readonly Trial[]>): readonly Finding[] {
  const refused = [...rows].filter(([{ due }]) => due.word === "refused");
  if (refused.length === 0) return [];
  const medians = refused.map(([, trials]) => median(trials.map(endMs)));
  const least = Math.min(...medians);
  return refused.flatMap(([row], i) => {
    const more = medians[i]! - least;
    if (more <= OFF_MS) return [];
    const says = `takes ${more.toFixed(1)} ms more than another refusal`;
    return [{ gate: "indifference", row: nameOf(row), says }];
  });
}
