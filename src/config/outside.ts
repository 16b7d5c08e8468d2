// What loading a configuration asks of the world; the cli brings the real one, tests bring a made-up one.

export interface Outside {
  /** Throws an UnreadableError. */
  readFile(path: string): { readonly text: string; readonly mode: number | null };
  /**
   * An environment variable, which the process's environment no longer has once it is taken; asking again gives the
   * same. `undefined` when it is not set. Throws an UnreadableError when we may not look.
   */
  takeVariable(name: string): string | undefined;
}

/** Something that the configuration names cannot be read. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
  readonly hint: string;

  /** `message` goes after the name of the thing: "does not exist". */
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
