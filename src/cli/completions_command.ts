// `umbra completions`: prints the completion script of a shell.

import { COMPLETION_SCRIPTS } from "./completion_scripts.ts";
import { EXIT } from "./exit_code.ts";
import type { CommandLine } from "./parse_flags.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage_error.ts";

export function runCompletions({ rest }: CommandLine, terminal: Terminal): number {
  const [shell] = rest;
  const script = shell === undefined ? undefined : COMPLETION_SCRIPTS.get(shell);
  if (script === undefined) {
    const shells = [...COMPLETION_SCRIPTS.keys()].join(", ");
    const message = shell === undefined ? "no shell is named" : "no such shell to complete for";
    throw new UsageError(message, `use one of ${shells}`);
  }
  terminal.print(script());
  return EXIT.success;
}
