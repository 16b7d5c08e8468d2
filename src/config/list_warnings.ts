// What is told of lines of a list that are left out: each, as long as they are few.

import type { ListProblem } from "../acl/list_fault.ts";
import type { Ledger } from "./ledger.ts";

/** A file of another kind would fill the screen. */
const MAX_TOLD = 10;

export function warnOfLines(
  problems: readonly ListProblem[],
  { file, ledger }: { readonly file: string; readonly ledger: Ledger },
): void {
  for (const { message, hint, line, column } of problems.slice(0, MAX_TOLD)) {
    ledger.warn({ message, hint, where: `${file}:${line}:${column}` });
  }
  const untold = problems.length - MAX_TOLD;
  if (untold <= 0) return;
  const message = `${untold} more lines of ${file} are left out`;
  ledger.warn({ message, hint: undefined, where: undefined });
}
