// One trial between the families: their rounds take turns, so that a busy moment of the machine hits both, and the
// median of each figure counts.

import type { Family } from "../support/shadowsocks_process.ts";
import type { Bout, Figure, Trial } from "./trial.ts";

/** What a family has to show for a figure, or why it has nothing. */
export type Score = number | Absence;
export type Absence = "not installed" | "failed";

export interface Result {
  readonly method: string;
  readonly figure: Figure;
  readonly scores: Readonly<Record<Family, Score>>;
}

export interface ContestOptions {
  readonly method: string;
  readonly rounds: number;
  readonly isInstalled: (program: string) => Promise<boolean>;
  /** Hears why a family cannot go on. */
  readonly failed: (family: Family, error: unknown) => void;
}

export async function contest(trial: Trial, options: ContestOptions): Promise<Result[]> {
  await using umbra = new Entrant("umbra", options.failed);
  await using libev = new Entrant("libev", options.failed);
  const isPossible = await areInstalled(trial.needs, options.isInstalled);
  if (isPossible) await umbra.enter(trial, options.method);
  if (isPossible && await options.isInstalled("ss-server")) {
    await libev.enter(trial, options.method);
  }
  for (let round = 0; round < options.rounds; round++) {
    await umbra.fight();
    await libev.fight();
  }
  return trial.figures.map((figure, i) => ({
    method: options.method,
    figure,
    scores: { umbra: umbra.score(i), libev: libev.score(i) },
  }));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A family in a trial: once something of it fails, it is out. */
class Entrant implements AsyncDisposable {
  readonly #family: Family;
  readonly #failed: ContestOptions["failed"];
  readonly #rounds: (readonly number[])[] = [];
  #bout: Bout | undefined;
  #absence: Absence = "not installed";

  constructor(family: Family, failed: ContestOptions["failed"]) {
    this.#family = family;
    this.#failed = failed;
  }

  async enter(trial: Trial, method: string): Promise<void> {
    await this.#attempt(async () => {
      this.#bout = await trial.prepare(this.#family, method);
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
    if (this.#bout === undefined) return this.#absence;
    return median(this.#rounds.map((round) => round[figure]!));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#bout?.[Symbol.asyncDispose]();
  }

  async #attempt(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#failed(this.#family, error);
      this.#absence = "failed";
      await this.#bout?.[Symbol.asyncDispose]();
      this.#bout = undefined;
    }
  }
}

async function areInstalled(
  programs: readonly string[],
  isInstalled: ContestOptions["isInstalled"],
): Promise<boolean> {
  const answers = await Promise.all(programs.map(isInstalled));
  return answers.every((answer) => answer);
}
