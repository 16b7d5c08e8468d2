// Whoever wants to know how a plugin fares.

export interface PluginObserver {
  /** One line of what it says: short, and without control characters. */
  said(line: string): void;
  /** So many lines were left out: it talks too much. */
  hushed(lines: number): void;
  /** It has ended by itself (`how`: "exit code 1"), and is started again in `delayMs`. */
  ended(how: string, delayMs: number): void;
  /** It could not be started again; the next try is in `delayMs`. */
  failed(cause: Error, delayMs: number): void;
}
