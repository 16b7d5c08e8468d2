// The method that a person typed, for commands that make sense with encryption only.

import { DEFAULT_METHOD } from "../config/default_settings.ts";
import { SAFE_METHODS } from "../config/method_choice.ts";
import { didYouMean } from "../config/nearest.ts";
import { type EncryptingName, findMethod } from "../crypto/method_table.ts";
import { UsageError } from "./usage_error.ts";

/** `purpose` completes "-m names no method ...". */
export function parseCipher(typed: string | undefined, purpose: string): EncryptingName {
  const word = typed ?? DEFAULT_METHOD;
  const method = findMethod(word);
  if (method !== undefined && method !== "none") return method;
  throw new UsageError(
    `-m names no method ${purpose}: ${JSON.stringify(word)}`,
    didYouMean(word, SAFE_METHODS, `use one of ${SAFE_METHODS.join(", ")}`),
  );
}
