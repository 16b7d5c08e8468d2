// How a client is left whose connection has failed: what it is owed, and whether it is to be trusted.

import type { StreamConn } from "../net/stream_conn.ts";
import { StreamError, type StreamFault } from "../net/stream_error.ts";
import { CopyError } from "./copy_both_ways.ts";

/**
 * How a failed connection is left:
 * - `absorb`: its bytes are taken in silence, so that whoever sent them learns nothing from our reaction;
 * - `linger`: it has got an answer, which a close with unread bytes (RST) could take from it again;
 * - `close`: there is nobody left to consider.
 */
export type Parting = "absorb" | "linger" | "close";

export function partingOf(error: unknown): Parting {
  if (error instanceof CopyError) return partingOfCopy(error);
  return error instanceof StreamError ? partingOfFault(error.fault) : "close";
}

function partingOfCopy({ direction, step, cause }: CopyError): Parting {
  // What an upstream sent is no business of the client's: both sides are closed.
  if (direction === "downlink") return "close";
  // The upstream took no more, and what it had to say about that has been passed on.
  if (step === "write") return "linger";
  return cause instanceof StreamError ? partingOfFault(cause.fault) : "close";
}

function partingOfFault(fault: StreamFault): Parting {
  switch (fault) {
    case "unauthenticated":
    case "replayed":
    case "clock_skew":
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

/** The fault of a client that may be an attacker; `undefined` for everybody else, whatever went wrong. */
export function distrustOf(error: unknown): StreamFault | undefined {
  const isClients = !(error instanceof CopyError) || error.direction === "uplink";
  const cause = error instanceof CopyError ? error.cause : error;
  if (!isClients || !(cause instanceof StreamError)) return undefined;
  const isDistrusted = cause.fault === "bad_credentials" ||
    partingOfFault(cause.fault) === "absorb";
  return isDistrusted ? cause.fault : undefined;
}

/** Takes in and forgets everything until the stream ends or is closed under it. */
export async function discard(from: StreamConn): Promise<void> {
  try {
    while (await from.read() !== null);
  } catch {
    // Closed by the deadline, or broken by the peer: over either way.
  }
}
