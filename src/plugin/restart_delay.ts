// How long to wait before a plugin that has ended is started again: twice as long each time, by chance between half of
// it and all, so that many of them do not start together.

/** Of the first two drawn from, so that the shortest wait is 250 ms. */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** Who has lived so long is as good as new. */
const LONG_LIFE_MS = 60_000;

export class RestartDelay {
  readonly #random: () => number;
  #ceilingMs = FIRST_MS;

  /** `random`: from 0 on, below 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** For a plugin that has lived so long; 0: it could not be started. */
  after(lifeMs: number): number {
    if (lifeMs >= LONG_LIFE_MS) this.#ceilingMs = FIRST_MS;
    const ceiling = this.#ceilingMs;
    this.#ceilingMs = Math.min(2 * ceiling, LONGEST_MS);
    return ceiling * (1 + this.#random()) / 2;
  }
}
