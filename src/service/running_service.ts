// What a running role offers to whoever started it.

import type { HostPort } from "../net/address.ts";

export interface RunningService {
  /** What it listens on, with the ports that the system picked where 0 was asked for. */
  readonly addresses: readonly HostPort[];
  /** The name of the engine behind each method in use, for the start-up line: "node", "webcrypto" ... */
  readonly engines: readonly string[];
  /** Connections that go on. */
  readonly connections: number;
  /**
   * Stops listening at once, closes what is idle, unfinished in its handshake or being absorbed; resolves when the
   * rest is over by itself.
   */
  drain(): Promise<void>;
  /** Ends everything now. Idempotent. */
  close(): void;
}
