// Several ways to the same targets, tried in the order given: the next one when one cannot be reached in time.

import type { HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";

export interface OrderedParts {
  /** At least one. */
  readonly dialers: readonly StreamDialer[];
  /** How long one way may take before the next is tried. */
  readonly attemptMs: number;
  readonly clock: Clock;
}

export class OrderedDialer implements StreamDialer {
  readonly #parts: OrderedParts;

  constructor(parts: OrderedParts) {
    this.#parts = parts;
  }

  /** Rejects with the last way's failure when none gets through. */
  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    let failure: unknown;
    for (const dialer of this.#parts.dialers) {
      try {
        return await this.#attempt(dialer, target, options);
      } catch (error) {
        failure = error;
        if (options.signal.aborted) break;
      }
    }
    throw failure;
  }

  async #attempt(
    dialer: StreamDialer,
    target: HostPort,
    options: DialOptions,
  ): Promise<StreamConn> {
    const timeout = new AbortController();
    const alarm = this.#parts.clock.at(this.#parts.attemptMs, () => {
      timeout.abort(new DialError("timed_out", "Cannot connect: no answer in time"));
    });
    try {
      const signal = AbortSignal.any([options.signal, timeout.signal]);
      return await dialer.dial(target, { ...options, signal });
    } finally {
      alarm.cancel();
    }
  }
}
