// The contract of time: relay, inbound, outbound and shadowsocks know no other.

export interface Cancel {
  /** Idempotent; also harmless after the alarm has rung. */
  cancel(): void;
}

export interface Clock {
  /** Monotonic milliseconds since an arbitrary start. */
  now(): number;
  /** Calls `run` once, `ms` milliseconds from now (at most 5 ms late on an idle machine). `run` must not throw. */
  at(ms: number, run: () => void): Cancel;
}
