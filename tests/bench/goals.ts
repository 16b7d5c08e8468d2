// What the figures shall be, as data, and what is to be said of them.

import type { Contestant } from "./contestant.ts";
import type { Result } from "./contest.ts";

export interface Goal {
  readonly figure: string;
  /** Ours on this engine; without one, ours as people get it. */
  readonly engine?: string;
  /** Empty: every method. */
  readonly methods: readonly string[];
  readonly bound: "at least" | "at most";
  /** Of the figure itself, or of its ratio to the peer's. */
  readonly value: number;
  readonly peer?: string;
}

export interface Verdict {
  readonly goal: Goal;
  /** What is held against the goal's value. `undefined`: not measured, so that the goal counts as not shown. */
  readonly measured: number | undefined;
  readonly isMet: boolean | undefined;
}

const FAST = ["aes-256-gcm", "chacha20-ietf-poly1305"];
const CHACHA = ["chacha20-ietf-poly1305"];
const FAST_2022 = ["2022-blake3-aes-256-gcm"];

export const GOALS: readonly Goal[] = [
  ...["download", "upload"].flatMap((figure): Goal[] => [
    { ...atLeast(1, "ss-rust"), figure, engine: "openssl", methods: FAST },
    { ...atLeast(1.5, "ss-libev"), figure, engine: "openssl", methods: FAST },
    { ...atMost(1.1, "ss-rust"), figure: `${figure}, CPU`, engine: "openssl", methods: FAST },
    { ...atLeast(0.9, "ss-libev"), figure, engine: "node", methods: CHACHA },
    { ...atLeast(1, "ss-rust"), figure, engine: "openssl", methods: FAST_2022 },
  ]),
  { ...atMost(20), figure: "ping-pong beside a download, p99", methods: [] },
  { ...atLeast(0.6, "ss-libev"), figure: "connections", methods: [] },
  { ...atMost(1.7, "ss-libev"), figure: "connections, CPU", methods: [] },
  { ...atLeast(0.75, "ss-libev"), figure: "keep-alive requests", methods: [] },
  { ...atMost(24), figure: "idle connection of 4000, server", methods: [] },
  { ...atMost(24), figure: "idle connection of 4000, tunnel", methods: [] },
  { ...atMost(150), figure: "server ready", methods: [] },
  { ...atMost(1.5, "ss-libev"), figure: "UDP ping-pong, p50", methods: [] },
  { ...atLeast(0.7, "ss-libev"), figure: "UDP of 1,200 bytes, there and back", methods: [] },
  { ...atMost(24), figure: "association of 1000, server", methods: [] },
  { ...atMost(24), figure: "association of 1000, tunnel", methods: [] },
];

export interface Measured {
  readonly method: string;
  readonly contestants: readonly Pick<Contestant, "name" | "engine">[];
  readonly results: readonly Result[];
}

/** What is to be said of the goals whose figures were asked for. */
export function judge(goals: readonly Goal[], measured: Measured): Verdict[] {
  return goals
    .filter(({ methods }) => methods.length === 0 || methods.includes(measured.method))
    .flatMap((goal) => {
      const result = measured.results.find(({ figure }) => figure.name === goal.figure);
      return result === undefined ? [] : [verdictOn(goal, result, measured.contestants)];
    });
}

function verdictOn(goal: Goal, { scores }: Result, contestants: Measured["contestants"]): Verdict {
  const ours = contestants.find(({ name, engine }) =>
    goal.engine === undefined ? name === "umbra" : engine === goal.engine
  );
  const score = ours === undefined ? undefined : scores[ours.name];
  const scale = goal.peer === undefined ? 1 : scores[goal.peer];
  if (typeof score !== "number" || typeof scale !== "number") {
    return { goal, measured: undefined, isMet: undefined };
  }
  const measured = score / scale;
  const isMet = goal.bound === "at least" ? measured >= goal.value : measured <= goal.value;
  return { goal, measured, isMet };
}

function atLeast(value: number, peer: string): Pick<Goal, "bound" | "value" | "peer"> {
  return { bound: "at least", value, peer };
}

function atMost(value: number, peer?: string): Pick<Goal, "bound" | "value" | "peer"> {
  return { bound: "at most", value, ...(peer === undefined ? {} : { peer }) };
}
