// A way whose connections are timed.

import type { HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";

export interface LatencyDialerParts {
  readonly dialer: StreamDialer;
  readonly clock: Pick<Clock, "now">;
  /** Hears how long each dial took; `undefined`: the way has failed. */
  readonly heard: (ms: number | undefined) => void;
}

export class LatencyDialer implements StreamDialer {
  readonly #parts: LatencyDialerParts;

  constructor(parts: LatencyDialerParts) {
    this.#parts = parts;
  }

  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    const { dialer, clock, heard } = this.#parts;
    const began = clock.now();
    try {
      const conn = await dialer.dial(target, options);
      // Whoever is waited for takes his time.
      if (options.awaiting === undefined) heard(clock.now() - began);
      return conn;
    } catch (error) {
      if (isOfTheWay(error)) heard(undefined);
      throw error;
    }
  }
}

/** What the target does says nothing of the way to it, and neither does a client that leaves. */
function isOfTheWay(error: unknown): boolean {
  return error instanceof DialError && error.at === "upstream" && error.failure !== "cancelled";
}
