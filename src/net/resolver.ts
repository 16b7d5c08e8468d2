// The contract of name resolution.

export interface Resolver {
  /**
   * The IP literals of a host name, best first, at least one. Rejects with a DialError (`name_not_found`,
   * `timed_out`, `cancelled`).
   */
  resolve(name: string, signal: AbortSignal): Promise<readonly string[]>;
}
