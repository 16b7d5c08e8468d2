// The names that are asked for one after the other in place of a short one, as the C library does it (resolv.conf(5)).

import { isQueryName, type QueryName } from "./query_name.ts";

export interface SearchOptions {
  readonly search: readonly string[];
  /** A name with so many dots is tried as it is first. */
  readonly ndots: number;
}

/** At least one. */
export function candidates(
  { name, isAbsolute }: QueryName,
  { search, ndots }: SearchOptions,
): readonly string[] {
  if (isAbsolute) return [name];
  const searched = search.map((domain) => `${name}.${domain}`).filter(isQueryName);
  const dots = name.split(".").length - 1;
  return dots >= ndots ? [name, ...searched] : [...searched, name];
}
