// One row of the suite: a kind of probe, what it is due, and how its probes are made.

import type { HostPort } from "../../src/net/address.ts";
import type { Dialect } from "./dialect.ts";
import type { Due } from "./due.ts";
import type { Noise } from "./noise.ts";
import type { Probe } from "./probe.ts";

export interface Row {
  /** Rows of one number belong together. */
  readonly id: string;
  readonly about: string;
  readonly due: Due;
  /** None where a family has nothing of the kind. Each call makes new ones. */
  readonly probes: (material: Material) => readonly Probe[];
  /** How many are sent at least, instead of what is asked for; for those that are heavy. */
  readonly trials?: number;
}

export interface Material {
  readonly dialect: Dialect;
  readonly noise: Noise;
  readonly deadlineMs: number;
  readonly targets: Targets;
  readonly recorded: Recorded;
}

export interface Targets {
  /** Counts who comes, and no probe must reach it. */
  readonly unwanted: HostPort;
  /** Sends back what it gets. */
  readonly echo: HostPort;
  /** Nobody listens there. */
  readonly refused: HostPort;
  /** The server's own rules forbid it. */
  readonly blocked: HostPort;
  /** As the system sees it, that is where `unwanted` listens; the server must not. */
  readonly unspecified: HostPort;
  /** The server may go there, the system knows no way. */
  readonly unreachable: HostPort;
  /** No name can be so long. */
  readonly unresolvable: HostPort;
}

/** What an eavesdropper has. */
export interface Recorded {
  /** An opening for `unwanted` that was served. */
  readonly opening: Uint8Array;
  /** What a server has answered to another one. */
  readonly answer: Uint8Array;
}

export function nameOf({ id, about }: Pick<Row, "id" | "about">): string {
  return `${id} ${about}`;
}
