// A file that a setting names.

import type { BuildParts } from "./build_parts.ts";
import { problemWith, type Sourced } from "./origin.ts";
import { UnreadableError } from "./outside.ts";

/** Its text; `undefined`, and a problem in the ledger, when it cannot be read. */
export function readNamedFile(
  { value, origin }: Sourced<string>,
  { outside, ledger }: BuildParts,
): string | undefined {
  try {
    return outside.readFile(value).text;
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    ledger.fail(problemWith(origin, `names ${value}, which ${error.message}`, error.hint));
    return undefined;
  }
}
