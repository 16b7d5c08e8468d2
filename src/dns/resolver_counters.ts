// What the resolver has done so far.

/** A live view. */
export interface ResolverCounts {
  /** Names that servers were asked for. */
  readonly asked: number;
  /** Answered from memory. */
  readonly cached: number;
  /** Joined others who were asking for the same name. */
  readonly shared: number;
  /** Had to wait for a place. */
  readonly queued: number;
  /** Bad answers: short, looping, to another question, from elsewhere, failures of the server. */
  readonly refused: number;
  /** Not answered in time, or at all. */
  readonly timedOut: number;
}

export class ResolverCounters implements ResolverCounts {
  asked = 0;
  cached = 0;
  shared = 0;
  queued = 0;
  refused = 0;
  timedOut = 0;
}
