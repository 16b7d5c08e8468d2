// From the error that ended a connection to the outcome that observers hear of.

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
