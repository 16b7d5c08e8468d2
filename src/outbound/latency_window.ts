// The last trials of one way, with the times that the good ones took: what a score is made of. Old ones are forgotten,
// by age and by number, so that a way is judged by what it is now and costs a fixed piece of memory.

export interface LatencySummary {
  /** Of those that have failed, 0..1. */
  readonly failureRate: number;
  /** Of those that have not; `undefined` when all have failed. */
  readonly times: LatencyTimes | undefined;
}

/** Milliseconds. */
export interface LatencyTimes {
  readonly median: number;
  /** The median distance from the median: how much the times vary, whatever a few of them are (MAD). */
  readonly deviation: number;
}

/** Enough for a median that two bad moments do not move, few enough to follow a change of the network. */
export const LATENCY_SAMPLES = 64;

export class LatencyWindow {
  readonly #windowMs: number;
  /** Rings: when each trial was over, and how long it took; NaN where it failed. */
  readonly #ends = new Float64Array(LATENCY_SAMPLES);
  readonly #times = new Float64Array(LATENCY_SAMPLES);
  #next = 0;
  #count = 0;
  #summary: LatencySummary | undefined;

  /** `windowMs`: what is older counts no more. */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** `ms` undefined: it failed. */
  add(now: number, ms: number | undefined): void {
    this.#ends[this.#next] = now;
    this.#times[this.#next] = ms ?? NaN;
    this.#next = (this.#next + 1) % LATENCY_SAMPLES;
    this.#count = Math.min(this.#count + 1, LATENCY_SAMPLES);
    this.#summary = undefined;
  }

  /** `undefined` when nothing is young enough. */
  summary(now: number): LatencySummary | undefined {
    this.#forget(now - this.#windowMs);
    if (this.#count === 0) return undefined;
    return this.#summary ??= summarize(this.#kept());
  }

  #forget(before: number): void {
    while (this.#count > 0 && this.#ends[this.#eldest]! < before) {
      this.#count--;
      this.#summary = undefined;
    }
  }

  get #eldest(): number {
    return (this.#next - this.#count + LATENCY_SAMPLES) % LATENCY_SAMPLES;
  }

  #kept(): number[] {
    const eldest = this.#eldest;
    return Array.from(
      { length: this.#count },
      (_, i) => this.#times[(eldest + i) % LATENCY_SAMPLES]!,
    );
  }
}

function summarize(times: readonly number[]): LatencySummary {
  const good = times.filter((ms) => !Number.isNaN(ms));
  return {
    failureRate: 1 - good.length / times.length,
    times: good.length === 0 ? undefined : timesOf(good),
  };
}

function timesOf(good: readonly number[]): LatencyTimes {
  const middle = median(good);
  return { median: middle, deviation: median(good.map((ms) => Math.abs(ms - middle))) };
}

/** The lower one of the two in the middle: a time that was measured. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length - 1 >> 1]!;
}
