// Why a plugin cannot be had, in words for the person at the keyboard.

export type PluginFailure =
  /** There is no such program, or it may not be started. */
  | "not_started"
  /** It has ended before anybody could connect to it. */
  | "ended"
  /** It runs, and takes no connections. */
  | "not_listening";

export class PluginError extends Error {
  override readonly name = "PluginError";
  readonly failure: PluginFailure;
  readonly hint: string;

  constructor(failure: PluginFailure, message: string, options: PluginErrorOptions) {
    super(message, options);
    this.failure = failure;
    this.hint = options.hint;
  }
}

export interface PluginErrorOptions extends ErrorOptions {
  /** What to do about it. */
  readonly hint: string;
}
