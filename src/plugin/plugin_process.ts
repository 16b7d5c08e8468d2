// A plugin as the supervisor knows it: a program that runs, talks and ends.

export interface Launch {
  /** The name of a program, or a path to it. */
  readonly command: string;
  readonly args: readonly string[];
  /** Besides the little that every program needs; nothing else of ours. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Throws a PluginError of `not_started`. */
export type LaunchPlugin = (launch: Launch) => PluginProcess;

export interface PluginProcess {
  /** What it says, on standard output and standard error. */
  readonly output: readonly AsyncIterable<Uint8Array>[];
  /** In what way it has ended: "exit code 1", "SIGKILL". Never rejects. */
  readonly ended: Promise<string>;
  /** Asks it to end, and whatever it has started. Never throws. */
  terminate(): void;
  /** Ends both, whether they want to or not. Never throws. */
  kill(): void;
  /** Ends the output, whoever may hold it open still. Never throws. */
  hangUp(): void;
}
