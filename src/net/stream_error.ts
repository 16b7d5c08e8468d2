// Why a stream cannot go on: one closed set of faults, so that whoever decides (drain, close, log) needs no text.

export type StreamFault =
  /** The transport broke: RST, broken pipe, time-out in the kernel. */
  | "reset"
  /** Used after our own close(). */
  | "closed"
  /** The peer's stream ended inside a message or record. */
  | "truncated"
  /** Nothing that our keys open: a prober, a wrong password, a wrong method. */
  | "unauthenticated"
  /** Authentic, but its salt was seen before. */
  | "replayed"
  /** Authentic, but of another time than now, by a clock of ours or theirs. */
  | "clock_skew"
  /** Authentic, but not a request that any client would send. */
  | "malformed"
  /** A record after the first one does not open. */
  | "corrupt"
  /** User name or password refused; the refusal has been sent. */
  | "bad_credentials"
  /** A request that we do not serve; the refusal, where the protocol has one, has been sent. */
  | "rejected";

export interface StreamErrorOptions extends ErrorOptions {
  /** No, where nobody says otherwise. */
  readonly isUntouched?: boolean;
}

export class StreamError extends Error {
  override readonly name = "StreamError";
  readonly fault: StreamFault;
  /** Of a write that failed: nothing of what it was given has left, so that it may be written elsewhere. */
  readonly isUntouched: boolean;

  constructor(fault: StreamFault, message: string, options: StreamErrorOptions = {}) {
    super(message, options);
    this.fault = fault;
    this.isUntouched = options.isUntouched ?? false;
  }
}
