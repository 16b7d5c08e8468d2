// The whole suite against `umbra server` for one method.

import { type Finding, judge, TIMING_GATES } from "./gates.ts";
import { probeDatagrams } from "./datagrams.ts";
import type { Choice } from "./families.ts";
import { probeMixedLoad } from "./mixed_load.ts";
import { probeResets } from "./resets.ts";
import { type MethodReport, resultsOf, type RowResult } from "./result.ts";
import { nameOf, type Row } from "./row.ts";
import { ROWS } from "./row_table.ts";
import { Scene } from "./scene.ts";
import { findThreshold } from "./threshold.ts";
import { counts, shotsLike, shotsOf, type Trial, volley } from "./volley.ts";

export interface SuiteOptions {
  readonly deadlineMs: number;
  /** Of each row, at least. */
  readonly trials: number;
  /** How often what was disturbed is tried, the first time included. */
  readonly attempts: number;
  readonly seed: number;
  /** Seconds after the recording at which it is replayed once more. */
  readonly replayedAfter: readonly number[];
  /** Whether to measure what strangers cost a client with the port's one key, which needs a machine for itself. */
  readonly isLoaded: boolean;
}

/** What a machine of two cores can send beside the server without being late itself. */
const PER_SECOND = 200;
/** A finding about time must come back so often: something else may have had the processor. */
const ROUNDS = 3;

export async function probeMethod(
  { family, method }: Choice,
  options: SuiteOptions,
): Promise<MethodReport> {
  const { deadlineMs, seed } = options;
  const dialect = family.speak(method);
  await using scene = await Scene.open({ dialect, deadlineMs, seed });
  const rows = [
    ...await probeConnections(ROWS, scene, options),
    ...await replayLater(scene, options),
    await probeThreshold(scene),
    ...await probeCrowd(scene),
    ...await probeDatagrams({ ...scene.material, port: scene.port, sniffer: scene.sniffer }),
    ...(options.isLoaded && dialect.users.length === 0
      ? [await probeMixedLoad(scene.material)]
      : []),
  ];
  return {
    ...{ method, family: family.name, deadlineMs },
    isSeenOnTheWire: scene.sniffer !== undefined,
    rows: [...rows.toSorted((a, b) => numberOf(a) - numberOf(b)), await probeOrder(scene)],
  };
}

async function probeConnections(
  rows: readonly Row[],
  scene: Scene,
  options: SuiteOptions,
): Promise<readonly RowResult[]> {
  let trials: readonly Trial[] = [];
  let findings: readonly Finding[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    trials = await fire(rows, scene, options);
    const found = judge(trials.filter(counts), options.deadlineMs);
    findings = round === 1 ? found : found.filter((finding) => isAmong(finding, findings));
    if (findings.some(({ gate }) => !TIMING_GATES.includes(gate))) break;
    if (findings.length === 0) break;
  }
  return resultsOf(rows, { trials, findings });
}

/** What was disturbed is tried again, until the machine is calm or it is clear that it will not be: that comes as it is. */
async function fire(
  rows: readonly Row[],
  { material, prober, stalls }: Scene,
  { trials, attempts }: SuiteOptions,
): Promise<readonly Trial[]> {
  const { noise } = material;
  const kept: Trial[] = [];
  let shots = shotsOf(rows, { material, trials });
  for (let attempt = 1; shots.length > 0 && attempt <= attempts; attempt++) {
    const fired = await volley(shots, { prober, noise, stalls, perSecond: PER_SECOND });
    const disturbed = fired.filter((trial) => !counts(trial));
    kept.push(...attempt === attempts ? fired : fired.filter(counts));
    shots = shotsLike(disturbed, material);
  }
  return kept;
}

/** Everything but time counts at once. */
function isAmong(finding: Finding, before: readonly Finding[]): boolean {
  return !TIMING_GATES.includes(finding.gate) ||
    before.some(({ gate, row }) => gate === finding.gate && row === finding.row);
}

async function replayLater(scene: Scene, options: SuiteOptions): Promise<readonly RowResult[]> {
  const results: RowResult[] = [];
  const replays = ROWS.filter(({ id }) => id === "P5");
  for (const seconds of options.replayedAfter) {
    const ms = scene.recordedAt + seconds * 1000 - performance.now();
    if (ms > 0) await new Promise<void>((resolve) => setTimeout(resolve, ms));
    const rows = replays.map((row) => ({ ...row, about: `${row.about}, after ${seconds} s` }));
    results.push(...await probeConnections(rows, scene, options));
  }
  return results;
}

async function probeThreshold({ prober, stalls, material }: Scene): Promise<RowResult> {
  const row = { id: "P9", about: "a threshold up to 1 MB" };
  const { noise, deadlineMs } = material;
  const threshold = await findThreshold({ prober, noise, stalls, deadlineMs });
  const outcome = threshold === undefined ? "none" : `${threshold} bytes`;
  const finding: Finding = { gate: "outcome", row: nameOf(row), says: outcome };
  return { ...row, trials: 9, outcome, findings: threshold === undefined ? [] : [finding] };
}

/** Nothing where the kernel does not tell of another process's descriptors. */
async function probeCrowd({ process, port, material }: Scene): Promise<readonly RowResult[]> {
  if (Deno.build.os !== "linux") return [];
  return [await probeResets({ process, port, noise: material.noise })];
}

/** What may be said only at the end, of all rows. */
async function probeOrder(scene: Scene): Promise<RowResult> {
  const row = { id: "all", about: "the server and the targets afterwards" };
  const find = (gate: Finding["gate"], says: string) => ({ gate, row: nameOf(row), says });
  const intruders = await scene.countIntruders();
  const lost = scene.sniffer?.lost() ?? 0;
  return {
    ...{ ...row, trials: 1, outcome: `${intruders} targets reached` },
    findings: [
      ...(intruders === 0 ? [] : [find("reach", `${intruders} visits to a target`)]),
      ...(lost === 0 ? [] : [find("order", `${lost} packets were not seen`)]),
      ...(scene.process.isRunning ? [] : [find("order", "the server has ended")]),
      ...(/\bdefect\b/.test(scene.process.output) ? [find("order", "a defect")] : []),
    ],
  };
}

function numberOf({ id }: { readonly id: string }): number {
  return Number(id.slice(1));
}
