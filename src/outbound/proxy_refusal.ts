// The no of a proxy, in the words of its protocol.

import type { DialFailure, FailedAt } from "../net/dial_failure.ts";

export interface RefusalMeaning {
  readonly failure: DialFailure;
  readonly at: FailedAt;
}

export class ProxyRefusal extends Error {
  override readonly name = "ProxyRefusal";
  readonly failure: DialFailure;
  readonly at: FailedAt;

  /** `message` goes on where "through the proxy X: " ends. */
  constructor(message: string, { failure, at }: RefusalMeaning) {
    super(message);
    this.failure = failure;
    this.at = at;
  }
}

/** The proxy is told who we are, and does not let us in. */
export function notLetIn(message: string): ProxyRefusal {
  return new ProxyRefusal(message, { failure: "other", at: "upstream" });
}
