// Why a target could not be reached: one closed set, which each inbound protocol maps to its own replies once.

export type DialFailure =
  /** The far side answered with RST. */
  | "refused"
  | "network_unreachable"
  | "host_unreachable"
  | "timed_out"
  /** The name has no address. */
  | "name_not_found"
  /** Our own rules forbid the target. */
  | "denied"
  /** The dial was given up because the client left or the process stops. */
  | "cancelled"
  | "other";

export class DialError extends Error {
  override readonly name = "DialError";
  readonly failure: DialFailure;

  constructor(failure: DialFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
