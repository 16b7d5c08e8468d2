// `umbra genkey`: a fresh random password, as strong as the method's key, and nothing else on standard output.

import { DEFAULT_METHOD } from "../config/default_settings.ts";
import { SAFE_METHODS } from "../config/method_choice.ts";
import { didYouMean } from "../config/nearest.ts";
import { aeadMethod, findMethod } from "../crypto/method_table.ts";
import { EXIT } from "./exit_code.ts";
import { type CommandLine, valueOf } from "./parse_flags.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

export function runGenkey(line: CommandLine, terminal: Terminal): number {
  const typed = valueOf(line, "method") ?? DEFAULT_METHOD;
  const method = findMethod(typed);
  if (method === undefined || method === "none") {
    throw new UsageError(
      `-m has no key to make: ${JSON.stringify(typed)}`,
      didYouMean(typed, SAFE_METHODS, `use one of ${SAFE_METHODS.join(", ")}`),
    );
  }
  const key = crypto.getRandomValues(new Uint8Array(aeadMethod(method).keyBytes));
  terminal.print(btoa(String.fromCharCode(...key)));
  return EXIT.success;
}
