// Whether a header of the 2022 edition is of now: 30 s to either side (SIP022 3.1.5), by the clock on the wall.

import { StreamError } from "../net/stream_error.ts";

export const MAX_SKEW_SECONDS = 30;

/** An authentic header of another time: a clock is off, or somebody plays back a recording. */
export class ClockSkewError extends StreamError {
  /** How far the peer's clock is ahead of ours. */
  readonly aheadSeconds: number;

  constructor(aheadSeconds: number) {
    const how = `${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? "ahead of" : "behind"}`;
    super("clock_skew", `Cannot read: the peer's clock is ${how} ours`);
    this.aheadSeconds = aheadSeconds;
  }
}

export function isNear(unixSeconds: number, now: number): boolean {
  return Math.abs(unixSeconds - now) <= MAX_SKEW_SECONDS;
}

/** Throws a ClockSkewError. */
export function demandNear(unixSeconds: number, now: number): void {
  if (!isNear(unixSeconds, now)) throw new ClockSkewError(unixSeconds - now);
}
