// One trial between the contestants: their rounds take turns, so that a busy moment of the machine hits all, each
// round begins with another of them, so that nobody always runs first, and the median of each figure counts.

import type { Contestant } from "./contestant.ts";
import { median } from "./statistics.ts";
import type { Bout, Figure, Trial } from "./trial.ts";

/** What a contestant has to show for a figure. */
export type Score = number | "failed";

export interface Result {
  readonly figure: Figure;
  readonly scores: Readonly<Record<string, Score>>;
}

export interface ContestOptions {
  readonly method: string;
  readonly rounds: number;
  /** Hears why a contestant cannot go on. */
  readonly failed: (name: string, error: unknown) => void;
}

export async function contest(
  trial: Trial,
  contestants: readonly Contestant[],
  options: ContestOptions,
): Promise<Result[]> {
  await using stack = new AsyncDisposableStack();
  const entrants = contestants.map((contestant) =>
    stack.use(new Entrant(contestant, options.failed))
  );
  for (const entrant of entrants) await entrant.enter(trial, options.method);
  const rounds = Math.min(options.rounds, trial.mostRounds ?? Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const entrant of rotate(entrants, round)) await entrant.fight();
  }
  return trial.figures.map((figure, i) => ({
    figure,
    scores: Object.fromEntries(entrants.map((entrant) => [entrant.name, entrant.score(i)])),
  }));
}

function rotate<T>(items: readonly T[], by: number): T[] {
  const first = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

/** A contestant in a trial: once something of it fails, it is out. */
class Entrant implements AsyncDisposable {
  readonly #contestant: Contestant;
  readonly #failed: ContestOptions["failed"];
  readonly #rounds: (readonly number[])[] = [];
  #bout: Bout | undefined;

  constructor(contestant: Contestant, failed: ContestOptions["failed"]) {
    this.#contestant = contestant;
    this.#failed = failed;
  }

  get name(): string {
    return this.#contestant.name;
  }

  async enter(trial: Trial, method: string): Promise<void> {
    await this.#attempt(async () => {
      this.#bout = await trial.prepare(this.#contestant, method);
      await this.#bout.warmUp();
    });
  }

  async fight(): Promise<void> {
    const bout = this.#bout;
    if (bout === undefined) return;
    await this.#attempt(async () => {
      this.#rounds.push(await bout.round());
    });
  }

  score(figure: number): Score {
    if (this.#bout === undefined) return "failed";
    return median(this.#rounds.map((round) => round[figure]!));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bout?.[Symbol.asyncDispose]();
  }

  async #attempt(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#failed(this.name, error);
      await this.#bout?.[Symbol.asyncDispose]();
      this.#bout = undefined;
    }
  }
}
