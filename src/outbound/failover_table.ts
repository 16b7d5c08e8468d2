// What a failure means to a connection that could go another way: the one table of it. A failure is an answer to the
// client, or the connection moves on; and the upstream is blamed for it, which may mark it down (upstream_state.ts), or not.
//
// As in Apache Traffic Server's SocksEntry, but for two: there a parent that falls silent in its handshake, or refuses us,
// ends the connection, although another parent might serve it.

import type { DialError, DialFailure, FailedAt } from "../net/dial_failure.ts";
import { StreamError, type StreamFault } from "../net/stream_error.ts";

export interface Reaction {
  /** To the next way, if there is one; otherwise the failure is the client's answer. */
  readonly movesOn: boolean;
  readonly isBlamed: boolean;
}

/** The upstream does not do its work. */
const BROKEN: Reaction = { movesOn: true, isBlamed: true };
/** Another way may do better, and nobody knows whose fault it is. */
const UNLUCKY: Reaction = { movesOn: true, isBlamed: false };
/** The upstream's fault, and too late for another way. */
const SPOILT: Reaction = { movesOn: false, isBlamed: true };
/** It would be the same on every way, or nobody waits for another. */
const ANSWER: Reaction = { movesOn: false, isBlamed: false };

type FailedWhere =
  | FailedAt
  /** Without an upstream: what is not reached from here may be reached from where an upstream is. */
  | "target, directly";

const DIALS: Readonly<Record<FailedWhere, Readonly<Record<DialFailure, Reaction>>>> = {
  upstream: {
    refused: BROKEN,
    network_unreachable: BROKEN,
    host_unreachable: BROKEN,
    timed_out: BROKEN,
    name_not_found: BROKEN,
    unsupported: BROKEN,
    // By our own system: no fault of the upstream.
    denied: UNLUCKY,
    cancelled: ANSWER,
    other: BROKEN,
  },
  request: {
    refused: UNLUCKY,
    network_unreachable: UNLUCKY,
    host_unreachable: UNLUCKY,
    timed_out: UNLUCKY,
    name_not_found: UNLUCKY,
    unsupported: UNLUCKY,
    denied: UNLUCKY,
    cancelled: ANSWER,
    other: UNLUCKY,
  },
  target: {
    refused: ANSWER,
    network_unreachable: ANSWER,
    host_unreachable: ANSWER,
    timed_out: ANSWER,
    name_not_found: ANSWER,
    unsupported: ANSWER,
    denied: ANSWER,
    cancelled: ANSWER,
    other: ANSWER,
  },
  "target, directly": {
    refused: ANSWER,
    network_unreachable: UNLUCKY,
    host_unreachable: UNLUCKY,
    timed_out: UNLUCKY,
    name_not_found: ANSWER,
    unsupported: ANSWER,
    denied: ANSWER,
    cancelled: ANSWER,
    other: ANSWER,
  },
  here: {
    refused: UNLUCKY,
    network_unreachable: UNLUCKY,
    host_unreachable: UNLUCKY,
    timed_out: UNLUCKY,
    name_not_found: UNLUCKY,
    unsupported: UNLUCKY,
    denied: UNLUCKY,
    cancelled: ANSWER,
    other: UNLUCKY,
  },
};

/** Of a stream that was up, before any payload has gone either way. */
const STREAMS: Readonly<Record<StreamFault, Reaction>> = {
  reset: BROKEN,
  truncated: BROKEN,
  unauthenticated: BROKEN,
  replayed: BROKEN,
  clock_skew: BROKEN,
  malformed: BROKEN,
  corrupt: BROKEN,
  // By ourselves.
  closed: ANSWER,
  // What an inbound says of its client.
  bad_credentials: ANSWER,
  rejected: ANSWER,
};

/** Of a stream that has taken payload and given none. Only an upstream cuts a message or says what no key opens. */
const LATE_STREAMS: Readonly<Record<StreamFault, Reaction>> = {
  // A server that its target has left in the middle of an upload does so as well.
  reset: ANSWER,
  truncated: SPOILT,
  unauthenticated: SPOILT,
  replayed: SPOILT,
  clock_skew: SPOILT,
  malformed: SPOILT,
  corrupt: SPOILT,
  closed: ANSWER,
  bad_credentials: ANSWER,
  rejected: ANSWER,
};

/** A dial through an upstream, or without one. */
export function reactionToDial(
  { at, failure }: DialError,
  via: "upstream" | "direct",
): Reaction {
  return DIALS[at === "target" && via === "direct" ? "target, directly" : at][failure];
}

/** An association that could not be opened. */
export function reactionToOpen({ at, failure }: DialError): Reaction {
  // Packets have a target each, which nobody has named yet.
  return DIALS[at === "target" ? "here" : at][failure];
}

/**
 * A stream that has broken, or has ended (`null`), which may as well be what the target did: a Shadowsocks server has no
 * other way to say that it cannot reach it.
 */
export function reactionToStream(ending: unknown): Reaction {
  if (ending === null) return UNLUCKY;
  return ending instanceof StreamError ? STREAMS[ending.fault] : ANSWER;
}

/** The same of a stream that has taken payload by then, which goes nowhere else. */
export function reactionToLate(ending: unknown): Reaction {
  return ending instanceof StreamError ? LATE_STREAMS[ending.fault] : ANSWER;
}
