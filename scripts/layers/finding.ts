// What a rule of the house has to say about one line.

export interface Finding {
  /** From the project folder, with slashes. */
  readonly path: string;
  readonly line: number;
  readonly rule: Rule;
  /** What to do about it. */
  readonly advice: string;
}

export type Rule =
  | "computed-import"
  | "dependency"
  | "door"
  | "file-name"
  | "file-size"
  | "function-size"
  | "layer"
  | "room"
  | "stream-property"
  | "syntax"
  | "test-support"
  | "unit-test";

/** `src/a/b.ts:12: layer: ...`, which editors turn into a link. */
export function formatFinding({ path, line, rule, advice }: Finding): string {
  return `${path}:${line}: ${rule}: ${advice}`;
}
