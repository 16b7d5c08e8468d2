// A whole run of the bench: for each method who takes part, every trial between them, and what the goals say.

import { isInstalled } from "../support/outside_programs.ts";
import { contest, type Result } from "./contest.ts";
import type { Contestant, LineUp } from "./contestant.ts";
import { GOALS, judge } from "./goals.ts";
import { lineUp } from "./line_up.ts";
import { Load } from "./load.ts";
import { thisMachine } from "./machine.ts";
import type { Options } from "./options.ts";
import type { MethodReport, Report, Skipped } from "./report.ts";
import type { Trial } from "./trial.ts";
import { trialOf } from "./trials.ts";

/** Hears how far it is, and what fails. */
export type Say = (line: string) => void;

export async function compare(options: Options, say: Say): Promise<Report> {
  const methods: MethodReport[] = [];
  for (const method of options.methods) {
    methods.push(await compareWith(method, { ...options, say }));
  }
  const { seconds, rounds } = options;
  return { machine: await thisMachine(), seconds, rounds, methods };
}

interface MethodOptions extends Options {
  readonly say: Say;
}

async function compareWith(method: string, options: MethodOptions): Promise<MethodReport> {
  const { contestants, absentees }: LineUp = await lineUp(method, options);
  await using load = await Load.start();
  const results: Result[] = [];
  const skipped: Skipped[] = [];
  for (const name of options.only) {
    const trial = trialOf(name, load, options);
    const missing = await missingFor(trial);
    if (missing.length > 0) skipped.push({ trial: name, missing });
    else results.push(...await announcedContest(trial, contestants, { ...options, method }));
  }
  return {
    ...{ method, absentees, results, skipped },
    contestants: contestants.map(introduce),
    verdicts: judge(GOALS, { method, contestants, results }),
  };
}

function announcedContest(
  trial: Trial,
  contestants: readonly Contestant[],
  { say, method, rounds }: MethodOptions & { readonly method: string },
): Promise<Result[]> {
  say(`${method}: ${trial.name} ...`);
  return contest(trial, contestants, {
    ...{ method, rounds },
    failed: (who, error) => say(`error: ${trial.name} of ${who}: ${Deno.inspect(error)}`),
  });
}

async function missingFor({ needs }: Trial): Promise<string[]> {
  const installed = await Promise.all(needs.map(isInstalled));
  return needs.filter((_, i) => !installed[i]);
}

function introduce({ name, version, engine }: Contestant): MethodReport["contestants"][number] {
  return { name, version, ...(engine === undefined ? {} : { engine }) };
}
