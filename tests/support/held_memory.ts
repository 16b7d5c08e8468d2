// What processes hold in memory, once the collector has been.

import { residentBytes } from "../bench/process_usage.ts";

/** V8 collects what was let go when a program has been calm for 10 to 25 s. */
const CALM_MS = 60_000;
const SAMPLE_MS = 250;
/** So many samples in a row make it flat. */
const SAMPLES = 3;
/** They agree when they differ by no more. */
const NOISE_BYTES = 1024 * 1024;

export interface Held {
  readonly pid: number;
  readonly bytes: number;
}

/** Resolves when the resident set is flat. */
export async function flatMemory(pid: number): Promise<Held> {
  return { pid, bytes: await settle(pid, Infinity) };
}

/** Waits until the process has grown by `limit` bytes at most since `before`, and is flat; how much it has grown. */
export async function growthWithin(limit: number, { pid, bytes }: Held): Promise<number> {
  return await settle(pid, bytes + limit) - bytes;
}

/** The resident set, when it is flat at `most` bytes or less, or the time is over. */
async function settle(pid: number, most: number): Promise<number> {
  const end = performance.now() + CALM_MS;
  for (let samples: readonly number[] = [];;) {
    samples = [...samples.slice(1 - SAMPLES), await residentBytes(pid)];
    const highest = Math.max(...samples);
    const isFlat = samples.length === SAMPLES && highest - Math.min(...samples) <= NOISE_BYTES;
    if ((isFlat && highest <= most) || performance.now() > end) return highest;
    await new Promise<void>((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
}
