// Whether this program is asked to play the part of another one: by the name that it is called by, or by --compat.

import { DIALECT_NAMES, type DialectName } from "../config/dialect_rules.ts";
import { UsageError } from "./usage_error.ts";

/** Names that are another program's; what becomes of each is in dialect_programs.ts. */
const OTHER_PROGRAM = /^ss(-(local|server|tunnel|redir|nat|manager)|local|server|manager|url)$/;

export interface Called {
  /** `undefined`: by a name of ours. */
  readonly program: string | undefined;
  readonly words: readonly string[];
}

/** `/usr/bin/ss-local -v`, `ssservice local -v`; of ssservice the rest is as here: `genkey`, `--help`. */
export function calledProgram(calledAs: string | undefined, words: readonly string[]): Called {
  const name = calledAs?.split(/[/\\]/).at(-1)?.replace(/\.exe$/i, "");
  const [first, ...rest] = words;
  if (name === "ssservice" && OTHER_PROGRAM.test(`ss${first}`)) {
    return { program: `ss${first}`, words: rest };
  }
  return { program: name !== undefined && OTHER_PROGRAM.test(name) ? name : undefined, words };
}

export interface CompatChoice {
  readonly dialect: DialectName;
  /** The others. */
  readonly words: readonly string[];
}

/**
 * Takes `--compat NAME` off, which stands first or right after the command: further on it may be the value of another
 * flag. Throws a UsageError when it names no dialect.
 */
export function takeCompat(words: readonly string[]): CompatChoice {
  const at = words.slice(0, 2).findIndex((word) => /^--compat(=|$)/.test(word));
  const [word, next] = words.slice(at);
  if (at < 0 || word === undefined) return { dialect: "umbra", words };
  const isJoined = word.includes("=");
  const dialect = dialectNamed(isJoined ? word.slice("--compat=".length) : next);
  return { dialect, words: words.toSpliced(at, isJoined ? 1 : 2) };
}

function dialectNamed(typed: string | undefined): DialectName {
  const name = DIALECT_NAMES.find((known) => known === typed);
  if (name !== undefined) return name;
  const given = typed === undefined
    ? "needs a value"
    : `names no dialect: ${JSON.stringify(typed)}`;
  throw new UsageError(`--compat ${given}`, `use one of ${DIALECT_NAMES.join(", ")}`);
}
