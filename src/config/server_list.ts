// Servers that somebody hands around: a list of links, the same in base64, or SIP008's JSON.

import type { Origin } from "./origin.ts";
import type { Failure, Problem } from "./problem.ts";
import type { LinkedServer } from "./share_link.ts";

export interface ServerList {
  readonly servers: readonly ListedServer[];
  /** Why entries of the list are left out. */
  readonly faults: readonly Failure[];
  readonly warnings: readonly Problem[];
  /** Of SIP008: what its maker counts, in bytes. */
  readonly usage: ServerListUsage | undefined;
}

export interface ListedServer {
  readonly server: LinkedServer;
  /** Where in the list it stands. */
  readonly origin: Origin;
}

export interface ServerListUsage {
  readonly used: number;
  /** `undefined`: as many as one likes. */
  readonly remaining: number | undefined;
}
