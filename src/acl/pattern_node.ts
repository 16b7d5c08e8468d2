// A regular expression as a tree.

import type { CharSet } from "./char_set.ts";

export type PatternNode =
  /** One character out of a set. */
  | { readonly kind: "character"; readonly set: CharSet }
  /** Before the first character of the name. */
  | { readonly kind: "start" }
  /** After the last one. */
  | { readonly kind: "end" }
  /** One after the other; without parts it matches the empty text. */
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  /** Any of them. */
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  | Repetition;

export interface Repetition extends Repeated {
  readonly kind: "repetition";
  readonly part: PatternNode;
}

export interface Repeated {
  readonly min: number;
  /** May be infinite. */
  readonly max: number;
}

/** How many states of an automaton it takes, about. */
export function sizeOf(node: PatternNode): number {
  switch (node.kind) {
    case "character":
    case "start":
    case "end":
      return 1;
    case "sequence":
      return sumOf(node.parts);
    case "choice":
      return 1 + sumOf(node.options);
    case "repetition":
      return 1 + (1 + sizeOf(node.part)) * (Number.isFinite(node.max) ? node.max : node.min + 1);
  }
}

function sumOf(nodes: readonly PatternNode[]): number {
  return nodes.reduce((sum, node) => sum + sizeOf(node), 0);
}
