// Patterns as the states of one nondeterministic automaton (Thompson's construction), built from the back: each state
// knows what comes after it.

import type { CharSet } from "./char_set.ts";
import type { PatternNode, Repetition } from "./pattern_node.ts";

/** Numbers are indexes of states. */
export type AutomatonState =
  /** Goes on with a character of the set. */
  | { readonly kind: "character"; readonly set: CharSet; readonly next: number }
  /** Goes on without a character, to all of them. */
  | { readonly kind: "branch"; readonly next: readonly number[] }
  /** Goes on at the start of the name only. */
  | { readonly kind: "start"; readonly next: number }
  /** Goes on at its end only. */
  | { readonly kind: "end"; readonly next: number }
  | { readonly kind: "match" };

/** The one state of this kind. */
export const MATCH = 0;

export class AutomatonStates {
  readonly #states: AutomatonState[] = [{ kind: "match" }];

  get all(): readonly AutomatonState[] {
    return this.#states;
  }

  /** Where it begins. */
  addPattern(node: PatternNode): number {
    return this.#add(node, MATCH);
  }

  /** The state where `node` begins, if `next` follows it. */
  #add(node: PatternNode, next: number): number {
    switch (node.kind) {
      case "character":
        return this.#push({ kind: "character", set: node.set, next });
      case "start":
      case "end":
        return this.#push({ kind: node.kind, next });
      case "sequence":
        return node.parts.reduceRight((after, part) => this.#add(part, after), next);
      case "choice":
        return this.#push({
          kind: "branch",
          next: node.options.map((option) => this.#add(option, next)),
        });
      case "repetition":
        return this.#addRepetition(node, next);
    }
  }

  #addRepetition({ part, min, max }: Repetition, next: number): number {
    let entry = Number.isFinite(max) ? next : this.#addLoop(part, next);
    for (let i = min; i < max && Number.isFinite(max); i++) {
      entry = this.#push({ kind: "branch", next: [this.#add(part, entry), next] });
    }
    for (let i = 0; i < min; i++) entry = this.#add(part, entry);
    return entry;
  }

  #addLoop(part: PatternNode, next: number): number {
    const ways = [next];
    const loop = this.#push({ kind: "branch", next: ways });
    ways.push(this.#add(part, loop));
    return loop;
  }

  #push(state: AutomatonState): number {
    return this.#states.push(state) - 1;
  }
}
