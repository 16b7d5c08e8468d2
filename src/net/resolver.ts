// The contract of name resolution.

export interface ResolveOptions {
  /** Aborting ends the caller's waiting; the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** For whom the name is resolved: what one client may have under way is limited. */
  readonly client?: string | undefined;
}

export interface Resolver {
  /**
   * The IP literals of a host name, best first, at least one. Rejects with a DialError (`name_not_found`,
   * `timed_out`, `cancelled`).
   */
  resolve(name: string, options: ResolveOptions): Promise<readonly string[]>;
}
