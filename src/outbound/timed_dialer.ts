// A dialer that gives up after a while: around the way to a server's own port it is the connect time-out, apart from what
// a handshake with that server may take.

import type { HostPort } from "../net/address.ts";
import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { StreamConn } from "../net/stream_conn.ts";
import type { DialOptions, StreamDialer } from "../net/stream_dialer.ts";

export interface TimedParts {
  readonly dialer: StreamDialer;
  readonly limitMs: number;
  readonly clock: Clock;
}

export class TimedDialer implements StreamDialer {
  readonly #parts: TimedParts;

  constructor(parts: TimedParts) {
    this.#parts = parts;
  }

  async dial(target: HostPort, options: DialOptions): Promise<StreamConn> {
    const { dialer, limitMs, clock } = this.#parts;
    // By hand: AbortSignal.any() costs as much as all the rest of a dial here.
    const over = new AbortController();
    const follow = () => over.abort(options.signal.reason);
    if (options.signal.aborted) follow();
    options.signal.addEventListener("abort", follow, { once: true });
    const alarm = clock.at(limitMs, () => over.abort(lateError()));
    try {
      return await dialer.dial(target, { ...options, signal: over.signal });
    } finally {
      alarm.cancel();
      options.signal.removeEventListener("abort", follow);
    }
  }
}

function lateError(): DialError {
  return new DialError("timed_out", "Cannot connect: no answer in time");
}
