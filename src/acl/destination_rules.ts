// Destinations as rules name them: what was written or read from files, checked and not yet compiled. A destination
// matches when any part of it does.

export interface DestinationRules {
  /** The name itself and all names below it; lower case, without a dot at either end. */
  readonly suffixes: readonly string[];
  /** The name itself; or an IP literal as written. */
  readonly hosts: readonly string[];
  /** Anywhere in the name. */
  readonly keywords: readonly string[];
  /** Sources of regular expressions, searched in the lower-case name. */
  readonly patterns: readonly string[];
  /** `192.0.2.0/24`, `2001:db8::/32`, or a single address. */
  readonly cidrs: readonly string[];
  readonly ranges: readonly AddressRange[];
  /** ISO 3166-1 alpha-2 in upper case, by an MMDB file. */
  readonly countries: readonly string[];
}

/** Two addresses of one family, both included. */
export interface AddressRange {
  readonly first: string;
  readonly last: string;
}

/** For rules that name a few of them. */
export const NO_DESTINATIONS: DestinationRules = {
  suffixes: [],
  hosts: [],
  keywords: [],
  patterns: [],
  cidrs: [],
  ranges: [],
  countries: [],
};
