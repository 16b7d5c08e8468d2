// What a running role offers to whoever started it.

import type { Config } from "../config/config.ts";
import type { HostPort } from "../net/address.ts";

export interface RunningService {
  /** What it listens on, with the ports that the system picked where 0 was asked for. */
  readonly addresses: readonly HostPort[];
  /** The name of the engine behind each method in use, for the start-up line: "node", "webcrypto" ... */
  readonly engines: readonly string[];
  /** How many isolates carry the traffic. */
  readonly workers: number;
  /**
   * New connections take the ways out of `config` from now on: its upstreams and rules; nothing else of it counts. Rejects
   * with a ServiceError when they cannot be had; then all stays as it is.
   */
  redirect(config: Config): Promise<void>;
  /**
   * Closes what is idle, unfinished in its handshake or being absorbed, takes who is on the way in, and stops listening
   * then; resolves with what goes on.
   */
  drain(): Promise<Remaining>;
  /** Ends everything now. Resolves, once it is over, with the number of connections that were cut off. Idempotent. */
  close(): Promise<number>;
}

/** The connections that a drain leaves to finish. */
export interface Remaining {
  readonly connections: number;
  /** Resolves when they have ended by themselves; never rejects. */
  readonly over: Promise<void>;
}
