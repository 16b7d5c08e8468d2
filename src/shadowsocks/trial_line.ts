// Where those wait for whom many keys must be tried, which takes as long as serving several clients, and which any stranger
// can ask for: so it is done for one at a time, and for a third of the time at most.

import type { Clock } from "../net/clock.ts";
import type { MaybePromise } from "../net/maybe_promise.ts";

/** Work takes its own time, and the others have twice as much. */
const SHARES = 3;
/** That much may be owed to them: after 2 ms of work in a row it is. */
const OWED_MS = 4;
const REST_MS = 4;

export interface TrialLineParts {
  readonly clock: Clock;
  /** At most half of them for one client; 0: who would have to wait is turned away. */
  readonly maxWaiting: number;
}

type Trial<T> = () => MaybePromise<T | undefined>;

export class TrialLine {
  readonly #parts: TrialLineParts;
  readonly #waitingOf = new Map<string, number>();
  #waiting = 0;
  #isAtWork = false;
  /** When the others will have had their time. */
  #settledAt = -Infinity;
  /** Resolves when everybody who is here now has had his turn. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: TrialLineParts) {
    this.#parts = parts;
  }

  /** What `trial` gives; `undefined` as well when too many wait for theirs. `client`: whose place in the line it takes. */
  take<T>(client: string, trial: Trial<T>): MaybePromise<T | undefined> {
    if (this.#waiting === 0 && !this.#isAtWork && this.#isSettled()) return this.#work(trial);
    const { maxWaiting } = this.#parts;
    const ofClient = this.#waitingOf.get(client) ?? 0;
    if (this.#waiting >= maxWaiting || ofClient >= maxWaiting / 2) return undefined;
    return this.#wait(client, trial);
  }

  async #wait<T>(client: string, trial: Trial<T>): Promise<T | undefined> {
    this.#count(client, 1);
    const before = this.#last;
    const { promise: over, resolve: leave } = Promise.withResolvers<void>();
    this.#last = over;
    await before;
    while (!this.#isSettled()) await this.#rest();
    this.#count(client, -1);
    try {
      return await this.#work(trial);
    } finally {
      leave();
    }
  }

  #count(client: string, change: 1 | -1): void {
    const ofClient = (this.#waitingOf.get(client) ?? 0) + change;
    this.#waiting += change;
    if (ofClient === 0) this.#waitingOf.delete(client);
    else this.#waitingOf.set(client, ofClient);
  }

  #isSettled(): boolean {
    return this.#settledAt <= this.#parts.clock.now() + OWED_MS;
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => void this.#parts.clock.at(REST_MS, resolve));
  }

  #work<T>(trial: Trial<T>): MaybePromise<T | undefined> {
    const { clock } = this.#parts;
    const start = clock.now();
    this.#isAtWork = true;
    const stop = () => {
      const end = clock.now();
      this.#settledAt = Math.max(this.#settledAt, start) + SHARES * (end - start);
      this.#isAtWork = false;
    };
    const result = begun(trial);
    if (result instanceof Promise) {
      const over = result.finally(stop);
      this.#last = Promise.allSettled([this.#last, over]);
      return over;
    }
    stop();
    return result;
  }
}

/** What it throws is as good as what it rejects with. */
function begun<T>(trial: Trial<T>): MaybePromise<T | undefined> {
  try {
    return trial();
  } catch (error) {
    return Promise.reject(error);
  }
}
