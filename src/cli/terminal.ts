// Everything that a person reads goes through here, so that it reads as if one person had written it:
//
// - What was asked for goes to standard output, everything else to standard error.
// - `error:` says what is wrong, `warning:` what may be, `hint:` what to do about it.
// - Messages begin with a small letter, end without a full stop, and name the thing as the user wrote it.
// - No secrets, no stack traces, no blame.
// - What is quoted may be a stranger's: no control character of it reaches the terminal.

import type { Problem } from "../config/problem.ts";
import { grantedVariable } from "../net/deno_variable.ts";
import { visibleText } from "../net/visible_text.ts";

export interface TerminalParts {
  /** One line to standard output; the line end is added. */
  readonly out: (line: string) => void;
  /** One line to standard error. */
  readonly err: (line: string) => void;
  /** Whether standard error shows colours. */
  readonly hasColour: boolean;
}

const RED = 31;
const YELLOW = 33;
const CYAN = 36;

export class Terminal {
  readonly hasColour: boolean;
  readonly #out: (line: string) => void;
  readonly #err: (line: string) => void;

  constructor({ out, err, hasColour }: TerminalParts) {
    this.#out = out;
    this.#err = err;
    this.hasColour = hasColour;
  }

  /** What was asked for. */
  print(line: string): void {
    this.#out(line);
  }

  /** What is good to know. */
  note(line: string): void {
    this.#err(line);
  }

  error(problem: Problem): void {
    this.#tell(this.#paint("error:", RED), problem);
  }

  warning(problem: Problem): void {
    this.#tell(this.#paint("warning:", YELLOW), problem);
  }

  #tell(label: string, { message, hint, where }: Problem): void {
    this.#err(`${label} ${visibleText(where === undefined ? message : `${where}: ${message}`)}`);
    if (hint !== undefined) this.#err(`${this.#paint("hint:", CYAN)} ${visibleText(hint)}`);
  }

  #paint(text: string, colour: number): string {
    return this.hasColour ? `\x1b[1;${colour}m${text}\x1b[0m` : text;
  }
}

/** The terminal that the program was started in. */
export function openTerminal(): Terminal {
  return new Terminal({
    out: console.log,
    err: console.error,
    hasColour: Deno.stderr.isTerminal() && !Deno.noColor && grantedVariable("TERM") !== "dumb",
  });
}
