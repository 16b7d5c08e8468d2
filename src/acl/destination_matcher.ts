// Does a destination match? What rules are compiled to.

export interface DestinationMatcher {
  /** Whether any address matches: if none does, no name needs to be resolved for this. */
  readonly hasAddresses: boolean;

  /** By its name alone; an IP literal as the address that it is. */
  matchesName(host: string): boolean;

  /** `false` for what is no IP literal. */
  matchesAddress(ip: string): boolean;
}
