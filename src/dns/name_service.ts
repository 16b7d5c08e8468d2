// Where names are asked for, and under which further names.

import type { AddressSource } from "./finding.ts";
import type { SearchOptions } from "./search_list.ts";

export interface NameService extends SearchOptions {
  readonly source: AddressSource;
}

/** It can change while the program runs: a laptop moves from one network to another. */
export interface NameServiceSource {
  current(): NameService;
  /** Lets go of everything that is kept open. Idempotent. */
  close(): void;
}
