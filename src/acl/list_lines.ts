// The lines of a list that somebody wrote, without comments: a `#` begins one at the start of a line or after a blank.
// shadowsocks-libev cuts at every `#`, also within a pattern; no host name has one, so nothing else is told apart.

import type { ListFault, ListProblem } from "./list_fault.ts";

const COMMENT = /(?:^|\s)#.*$/s;

export interface ListLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** Of its first character, from 1. */
  readonly column: number;
}

/** Those that say something. */
export function* linesOf(text: string): Generator<ListLine> {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  for (const [index, whole] of lines.entries()) {
    const said = whole.replace(COMMENT, "").trimEnd();
    const entry = said.trimStart();
    if (entry === "") continue;
    yield { text: entry, line: index + 1, column: said.length - entry.length + 1 };
  }
}

export function problemAt({ line, column }: ListLine, fault: ListFault): ListProblem {
  const { offset, ...problem } = fault;
  return { ...problem, line, column: column + offset };
}
