// From the error that ended a connection to the outcome that observers hear of, and to what the client is owed.

import { DialError } from "../net/dial_failure.ts";
import type { Outcome } from "../net/relay_observer.ts";
import { StreamError } from "../net/stream_error.ts";
import { CopyError } from "./copy_both_ways.ts";

export function outcomeOf(error: unknown): Outcome {
  if (error instanceof CopyError) return outcomeOf(error.cause);
  if (error instanceof StreamError) return error.fault;
  if (error instanceof DialError) return error.failure;
  return "defect";
}

/**
 * How a failed connection is left:
 * - `absorb`: its bytes are taken in silence, so that whoever sent them learns nothing from our reaction;
 * - `linger`: it has got an answer, which a close with unread bytes (RST) could take from it again;
 * - `close`: there is nobody left to consider.
 */
export function partingOf(error: unknown): "absorb" | "linger" | "close" {
  // What an upstream sent is no business of the client's: both sides are closed.
  if (error instanceof CopyError && error.direction === "downlink") return "close";
  const cause = error instanceof CopyError ? error.cause : error;
  if (!(cause instanceof StreamError)) return "close";
  switch (cause.fault) {
    case "unauthenticated":
    case "replayed":
    case "malformed":
    case "corrupt":
      return "absorb";
    case "bad_credentials":
    case "rejected":
      return "linger";
    case "reset":
    case "closed":
    case "truncated":
      return "close";
  }
}
