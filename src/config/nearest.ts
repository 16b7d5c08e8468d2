// "Did you mean ...": the known word that a mistyped one is nearest to.

import { closest, distance } from "fastest-levenshtein";

/** The nearest of `known`; `undefined` when none is near enough to have been meant. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = typed.toLowerCase();
  const [begun, ...others] = known.filter((word) => word.startsWith(lower));
  if (begun !== undefined && others.length === 0) return begun;
  const word = closest(lower, known);
  // A word of two letters is within two edits of every other one.
  const tolerated = Math.min(Math.max(2, Math.floor(typed.length / 3)), typed.length - 1);
  return distance(lower, word) <= tolerated ? word : undefined;
}

/** A hint for a mistyped word: the nearest one, or else all that there are. */
export function didYouMean(typed: string, known: readonly string[], otherwise: string): string {
  const word = nearest(typed, known);
  return word === undefined ? otherwise : `did you mean ${word}?`;
}
