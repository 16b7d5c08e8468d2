// Why a target could not be reached: one closed set, which each inbound protocol maps to its own replies once.

export type DialFailure =
  /** The far side answered with RST. */
  | "refused"
  | "network_unreachable"
  | "host_unreachable"
  | "timed_out"
  /** The name has no address. */
  | "name_not_found"
  /** The way cannot do what is asked of it. */
  | "unsupported"
  /** Our own rules forbid the target. */
  | "denied"
  /** The dial was given up because the client left or the process stops. */
  | "cancelled"
  | "other";

/** Where on the way it failed: another way may help against the one, not against the other. */
export type FailedAt =
  /** At the target, or for a reason that holds for every way. */
  | "target"
  /** At what was to carry us to the target: it cannot be reached, hangs, refuses us, or talks nonsense. */
  | "upstream"
  /** Here: what it takes to dial has run out, whatever is dialed. */
  | "here"
  /**
   * The upstream works, and does not serve this request: it cannot carry such a thing (IPv6 by SOCKS4), or does not say
   * whose fault it is. Another may; this one is not to blame.
   */
  | "request";

export interface DialErrorOptions extends ErrorOptions {
  /** Of the target, where nobody says otherwise. */
  readonly at?: FailedAt;
}

export class DialError extends Error {
  override readonly name = "DialError";
  readonly failure: DialFailure;
  readonly at: FailedAt;

  constructor(failure: DialFailure, message: string, options: DialErrorOptions = {}) {
    super(message, options);
    this.failure = failure;
    this.at = options.at ?? "target";
  }
}

/** Where a dial through an upstream has failed when the way to that upstream has. */
export function failedOnTheWay(cause: unknown): FailedAt {
  return cause instanceof DialError && cause.at === "here" ? "here" : "upstream";
}
