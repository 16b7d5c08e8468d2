// Who is measured: programs that make a tunnel and a server, started the way their users start them.

import type { ListeningProcess } from "../support/running_process.ts";
import type { Link } from "../support/shadowsocks_process.ts";

export interface Contestant {
  /** The head of its column. */
  readonly name: string;
  /** For the lines under the table. */
  readonly version: string;
  /** What carries out the method, where we know: ours tell. */
  readonly engine?: string;
  startServer(link: Link): Promise<ListeningProcess>;
  /** To a port of loopback. */
  startTunnel(link: Link, targetPort: number): Promise<ListeningProcess>;
}

/** Who is not measured, and why. */
export interface Absentee {
  readonly name: string;
  readonly reason: "not installed" | "not offered" | "measured" | "failed";
  readonly detail?: string;
}

/** Who takes part for one method. */
export interface LineUp {
  readonly contestants: readonly Contestant[];
  readonly absentees: readonly Absentee[];
}

/** Ours may not fail; what peers do is their affair. */
export function isOurs(name: string): boolean {
  return name === "umbra" || name.startsWith("umbra ");
}
