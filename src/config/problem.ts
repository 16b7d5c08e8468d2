// What is wrong with what the user wrote, in words for the person at the keyboard.

export interface Problem {
  /** "server_port must be a port from 1 to 65535, not 0". Never shows a secret. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** "config.json:3:5", where there is such a place. */
  readonly where: string | undefined;
}

/** A problem that stops us; whoever is stopped is told how to go on. */
export type Failure = Problem & { readonly hint: string };

/** The configuration cannot be used: every reason that was found, in the order of the text. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** At least one. */
  readonly problems: readonly Failure[];

  constructor(problems: readonly Failure[]) {
    super(problems.map((problem) => problem.message).join("; "));
    this.problems = problems;
  }
}
