// What everything asks for that makes a part of a Config.

import type { Ledger } from "./ledger.ts";
import type { Outside } from "./outside.ts";

export interface BuildParts {
  readonly outside: Outside;
  readonly ledger: Ledger;
}
