// Many patterns searched in a name at once. The time grows with the length of the name alone, whatever the patterns are
// and however many: what may have been read of each of them is one state of a deterministic automaton, which is made
// when a name first leads to it.

import { type AutomatonState, AutomatonStates, MATCH } from "./automaton_states.ts";
import { symbolClasses, symbolOf } from "./char_set.ts";
import type { PatternNode } from "./pattern_node.ts";

/** How much all states together may remember; then they are forgotten, and made again as names need them. */
const MAX_KEPT = 1 << 20;

/** States of the automaton of all patterns, as far as they say more than that any pattern may begin here. */
interface JointState extends Members {
  /** What is common to all that a character of that class leads to: what has begun with it. */
  readonly begun: Members;
  /** By the class of the character that comes next. */
  readonly next: (JointState | undefined)[];
}

interface Members {
  readonly members: readonly number[];
  readonly isMatch: boolean;
  readonly isMatchAtEnd: boolean;
}

/** Where in the name one is. */
type Position = "start" | "within" | "end";

export class PatternSet {
  readonly #isEmpty: boolean;
  readonly #states: readonly AutomatonState[];
  /** Symbols of one class are the same to every pattern. */
  readonly #classOf: Uint8Array;
  /** One of each class. */
  readonly #symbols: readonly number[];
  /** Where each pattern may begin within a name. */
  readonly #beginnings: ReadonlySet<number>;
  readonly #everywhere: Members;
  /** By class: where those lead. Known once, so that no step goes through all patterns. */
  readonly #begun: (Members | undefined)[] = [];
  readonly #joint = new Map<string, JointState>();
  readonly #first: JointState;
  #kept = 0;

  constructor(patterns: readonly PatternNode[]) {
    this.#isEmpty = patterns.length === 0;
    const states = new AutomatonStates();
    const entries = patterns.map((pattern) => states.addPattern(pattern));
    this.#states = states.all;
    this.#classOf = symbolClasses(this.#states.flatMap((state) => "set" in state ? state.set : []));
    this.#symbols = Array.from(new Set(this.#classOf), (of) => this.#classOf.indexOf(of));
    this.#beginnings = this.#reach(entries, "within");
    this.#everywhere = this.#membersOf([...this.#beginnings]);
    const atStart = this.#membersOf([...this.#reach(entries, "start")]);
    this.#first = this.#make(atStart, this.#everywhere);
  }

  /** Whether any of them is found in it. */
  matches(name: string): boolean {
    if (this.#isEmpty) return false;
    const classOf = this.#classOf;
    let state = this.#first;
    for (let i = 0; i < name.length && !state.isMatch; i++) {
      const next = classOf[symbolOf(name.charCodeAt(i))]!;
      state = state.next[next] ??= this.#step(state, next);
    }
    return state.isMatch || state.isMatchAtEnd;
  }

  #step({ members, begun: before }: JointState, symbolClass: number): JointState {
    const begun = this.#begun[symbolClass] ??= this.#begin(symbolClass);
    const symbol = this.#symbols[symbolClass]!;
    const moved = [...this.#move(members, symbol), ...this.#move(before.members, symbol)];
    const reached = this.#within(moved).sort((a, b) => a - b);
    const key = `${symbolClass}:${reached.join()}`;
    const made = this.#joint.get(key);
    if (made !== undefined) return made;
    this.#makeRoom(reached.length + this.#symbols.length);
    const state = this.#make(this.#membersOf(reached), begun);
    this.#joint.set(key, state);
    return state;
  }

  /** As if every pattern began with the character before. */
  #begin(symbolClass: number): Members {
    const moved = this.#move(this.#beginnings, this.#symbols[symbolClass]!);
    const { members, isMatch, isMatchAtEnd } = this.#membersOf(this.#within(moved));
    return {
      members,
      isMatch: isMatch || this.#everywhere.isMatch,
      isMatchAtEnd: isMatchAtEnd || this.#everywhere.isMatchAtEnd,
    };
  }

  /** What is reached and says more than that any pattern may begin here. */
  #within(moved: readonly number[]): number[] {
    return [...this.#reach(moved, "within")].filter((state) => !this.#beginnings.has(state));
  }

  #makeRoom(size: number): void {
    this.#kept += size;
    if (this.#kept <= MAX_KEPT) return;
    this.#kept = size;
    this.#joint.clear();
    this.#first.next.fill(undefined);
  }

  #make({ members, isMatch, isMatchAtEnd }: Members, begun: Members): JointState {
    return {
      members,
      begun,
      isMatch: isMatch || begun.isMatch,
      isMatchAtEnd: isMatchAtEnd || begun.isMatchAtEnd,
      next: new Array(this.#symbols.length).fill(undefined),
    };
  }

  #membersOf(members: readonly number[]): Members {
    return {
      members,
      isMatch: members.includes(MATCH),
      isMatchAtEnd: this.#reach(members, "end").has(MATCH),
    };
  }

  /** Where the states lead with a character. */
  #move(from: Iterable<number>, symbol: number): number[] {
    const moved: number[] = [];
    for (const index of from) {
      const state = this.#states[index]!;
      if (state.kind === "character" && state.set[symbol] === 1) moved.push(state.next);
    }
    return moved;
  }

  /** Where the states lead without one: those that wait for a character or for the end, and the match. */
  #reach(from: readonly number[], position: Position): ReadonlySet<number> {
    const reached = new Set<number>();
    const seen = new Set(from);
    // Grows while it is walked through.
    for (const index of seen) {
      const state = this.#states[index]!;
      if (state.kind === "branch") { for (const next of state.next) seen.add(next); }
      else if (state.kind === position) seen.add(state.next);
      else if (state.kind !== "start") reached.add(index);
    }
    return reached;
  }
}
