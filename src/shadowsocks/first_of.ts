// Tries one candidate after the other, at once for as long as their results are there at once.

import type { MaybePromise } from "../net/maybe_promise.ts";

export type Attempt<C, T> = (candidate: C) => MaybePromise<T | undefined>;

/** The first result that is one; the candidates behind it are left alone. */
export function firstOf<C, T>(
  candidates: readonly C[],
  attempt: Attempt<C, T>,
): MaybePromise<T | undefined> {
  for (let i = 0; i < candidates.length; i++) {
    const result = attempt(candidates[i]!);
    if (result instanceof Promise) return firstLater(result, candidates.slice(i + 1), attempt);
    if (result !== undefined) return result;
  }
  return undefined;
}

async function firstLater<C, T>(
  pending: Promise<T | undefined>,
  rest: readonly C[],
  attempt: Attempt<C, T>,
): Promise<T | undefined> {
  let result = await pending;
  for (const candidate of rest) {
    if (result !== undefined) break;
    result = await attempt(candidate);
  }
  return result;
}
