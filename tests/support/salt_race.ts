// Real workers that ask one shared SaltFilter or SaltPool for salts at the same time.

import { within } from "./deadline.ts";

export interface RacePlan {
  readonly workers: number;
  readonly rounds: number;
  readonly saltsPerRound: number;
  /** `same`: all workers ask for the same salts; `own`: each for others. */
  readonly salts: "same" | "own";
  /** What the memory belongs to. */
  readonly store: "filter" | "pool";
}

/** What a worker is told. */
export interface RaceTask {
  readonly memory: SharedArrayBuffer;
  readonly line: SharedArrayBuffer;
  readonly workers: number;
  readonly rounds: number;
  readonly saltsPerRound: number;
  readonly store: RacePlan["store"];
  /** The salts' first word. */
  readonly family: number;
}

/** How often each salt was granted, by whichever worker. */
export async function raceForSalts(
  memory: SharedArrayBuffer,
  plan: RacePlan,
): Promise<readonly number[]> {
  const { workers, rounds, saltsPerRound, salts, store } = plan;
  const task = { memory, line: new SharedArrayBuffer(8), workers, rounds, saltsPerRound, store };
  const racers = Array.from({ length: workers }, () => startRacer());
  try {
    const running = racers.map((racer, i) =>
      run(racer, { ...task, family: salts === "own" ? i : 0 })
    );
    const grants = await within(60_000, "a race for salts", Promise.all(running));
    if (salts === "own") return grants.flatMap((ofRacer) => [...ofRacer]);
    return Array.from(grants[0]!, (_, i) => grants.reduce((sum, ofRacer) => sum + ofRacer[i]!, 0));
  } finally {
    for (const racer of racers) racer.terminate();
  }
}

function startRacer(): Worker {
  return new Worker(new URL("./salt_racer.ts", import.meta.url), { type: "module" });
}

function run(racer: Worker, task: RaceTask): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  racer.onmessage = ({ data }) => resolve(data);
  racer.onerror = ({ message }) => reject(new Error(message));
  racer.postMessage(task);
  return promise;
}

/** Where workers wait for each other before each round. */
export class StartingLine {
  readonly #words: Int32Array;
  readonly #workers: number;

  /** `shared`: two words, how often a worker has come and how many rounds have begun. */
  constructor(shared: SharedArrayBuffer, workers: number) {
    this.#words = new Int32Array(shared);
    this.#workers = workers;
  }

  wait(round: number): void {
    if (Atomics.add(this.#words, 0, 1) + 1 === (round + 1) * this.#workers) {
      Atomics.store(this.#words, 1, round + 1);
      Atomics.notify(this.#words, 1);
    }
    while (Atomics.load(this.#words, 1) <= round) Atomics.wait(this.#words, 1, round);
  }
}
