// The quickest by measurement, with hysteresis: the one in use is left only for one that is better by a fifth, so that two
// of a kind do not take turns with every sample.

import type { Pickable, Picker } from "./picker.ts";

/** What is known of how quick each one is. */
export interface LatencyScores {
  /** Lower is better; `undefined` where nothing is known. */
  score(name: string): number | undefined;
}

/** Of the score in use. */
const WORTH_A_CHANGE = 0.8;

export class LatencyPicker implements Picker {
  readonly #scores: LatencyScores;
  #current: string | undefined;
  /** Nothing was known of them when a connection was sent there to find out. */
  readonly #explored = new Set<string>();

  constructor(scores: LatencyScores) {
    this.#scores = scores;
  }

  order<P extends Pickable>(candidates: readonly P[]): readonly P[] {
    const measured = candidates.map((candidate) => this.#measure(candidate));
    // Not comparable where two are unknown, whose order stays.
    const ranked = measured.toSorted((a, b) => a.score === b.score ? 0 : a.score - b.score);
    this.#current = this.#choose(ranked);
    const first = this.#unexplored(measured) ?? this.#current;
    return inFront(ranked, first);
  }

  #measure<P extends Pickable>(candidate: P): Measured<P> {
    const score = this.#scores.score(candidate.name);
    if (score !== undefined) this.#explored.delete(candidate.name);
    return { candidate, score: score ?? Infinity };
  }

  #choose([best, ...others]: readonly Measured<Pickable>[]): string {
    const current = others.find(({ candidate }) => candidate.name === this.#current);
    if (current === undefined || best!.score < current.score * WORTH_A_CHANGE) {
      return best!.candidate.name;
    }
    return current.candidate.name;
  }

  /** Each of them gets one connection, since only those who are taken are measured. */
  #unexplored(measured: readonly Measured<Pickable>[]): string | undefined {
    const found = measured.find(({ score, candidate }) =>
      score === Infinity && !this.#explored.has(candidate.name)
    )?.candidate.name;
    if (found !== undefined) this.#explored.add(found);
    return found;
  }
}

interface Measured<P> {
  readonly candidate: P;
  /** `Infinity` where nothing is known. */
  readonly score: number;
}

function inFront<P extends Pickable>(ranked: readonly Measured<P>[], name: string): P[] {
  const first: P[] = [];
  const others: P[] = [];
  for (const { candidate } of ranked) (candidate.name === name ? first : others).push(candidate);
  return [...first, ...others];
}
