// A command line that cannot be understood.

import type { Failure } from "../config/problem.ts";

export class UsageError extends Error implements Failure {
  override readonly name = "UsageError";
  readonly hint: string;
  readonly where = undefined;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
