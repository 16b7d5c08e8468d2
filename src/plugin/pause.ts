// Waiting by the Clock.

import type { Clock } from "../net/clock.ts";

/** Resolves after `ms`, or at once when the signal aborts; never rejects. */
export function pause(ms: number, parts: PauseParts): Promise<void> {
  const { clock, signal } = parts;
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const alarm = clock.at(ms, () => {
      signal.removeEventListener("abort", wake);
      resolve();
    });
    const wake = () => {
      alarm.cancel();
      resolve();
    };
    signal.addEventListener("abort", wake, { once: true });
  });
}

export interface PauseParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}
