// A regular expression that we do not take: what is wrong with it, where, and what to write instead.

export class PatternError extends Error {
  override readonly name = "PatternError";
  /** In the text of the pattern. */
  readonly offset: number;
  readonly hint: string;

  constructor(message: string, { offset, hint }: { offset: number; hint: string }) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}
