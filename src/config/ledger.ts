// What is found on the way from text to Config: problems, warnings, and where each effective value came from.

import { describeOrigin, type Sourced } from "./origin.ts";
import { ConfigError, type Failure, type Problem } from "./problem.ts";

/** One line of the effective configuration, for `umbra check`. */
export interface EffectiveValue {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
}

export class Ledger {
  readonly #problems = new Map<string, Failure>();
  readonly #warnings = new Map<string, Problem>();
  readonly #values: EffectiveValue[] = [];

  get warnings(): readonly Problem[] {
    return [...this.#warnings.values()];
  }

  get values(): readonly EffectiveValue[] {
    return this.#values;
  }

  warn(warning: Problem): void {
    addOnce(this.#warnings, warning);
  }

  /** Goes on, so that the user hears of everything at once; `settle()` then throws. */
  fail(problem: Failure): void {
    addOnce(this.#problems, problem);
  }

  /** Notes that a value takes effect, and hands it on. */
  use<T>(name: string, sourced: Sourced<T>, show: (value: T) => string = String): T {
    const origin = describeOrigin(sourced.origin);
    this.#values.push({ name, value: show(sourced.value), origin });
    return sourced.value;
  }

  /** Throws a ConfigError if something failed. */
  settle(): void {
    if (this.#problems.size > 0) throw new ConfigError([...this.#problems.values()]);
  }
}

/** What holds for many servers is said once. */
function addOnce<P extends Problem>(problems: Map<string, P>, problem: P): void {
  const key = JSON.stringify([problem.where, problem.message]);
  if (!problems.has(key)) problems.set(key, problem);
}
