// From a name to an outcome that can be kept: the names of the search list one after the other, both families of each.

import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import { findBoth } from "./both_families.ts";
import type { Finding } from "./finding.ts";
import { DEADLINE_MS, type Found, noAnswer } from "./lookup_desk.ts";
import type { NameService } from "./name_service.ts";
import type { QueryName } from "./query_name.ts";
import { candidates } from "./search_list.ts";

/** RFC 9520 section 3.2: a failure is remembered too, or everybody who asks again makes it worse. */
const FAILURE_MS = 1_000;
const MIN_POSITIVE_MS = 1_000;
const MAX_POSITIVE_MS = 3_600_000;
const MAX_NEGATIVE_MS = 300_000;

export interface Outcome extends Found {
  /** At least one, unless there is a failure. */
  readonly addresses: readonly string[];
  readonly failure: DialError | undefined;
}

export interface LookUpParts {
  readonly clock: Clock;
  readonly ipv6First: boolean;
  readonly service: NameService;
  /** Aborted when nobody waits for it any more. */
  readonly signal: AbortSignal;
}

/** Rejects with what is no DialError, and with the signal's reason. */
export async function lookUpName(name: QueryName, parts: LookUpParts): Promise<Outcome> {
  const { clock, signal } = parts;
  const over = new AbortController();
  const alarm = clock.at(DEADLINE_MS, () => over.abort(noAnswer(name.name)));
  const giveUp = () => over.abort(signal.reason);
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await search(name, parts, over.signal);
  } catch (failure) {
    if (signal.aborted || !(failure instanceof DialError)) throw failure;
    return { addresses: [], failure, keepMs: FAILURE_MS };
  } finally {
    alarm.cancel();
    signal.removeEventListener("abort", giveUp);
    // Ends the question that is still open, if there is one.
    over.abort();
  }
}

async function search(
  name: QueryName,
  { clock, ipv6First, service }: LookUpParts,
  signal: AbortSignal,
): Promise<Outcome> {
  let failure: unknown;
  let ttl = Infinity;
  for (const candidate of candidates(name, service)) {
    const find = (type: "A" | "AAAA") => service.source.find(candidate, type, signal);
    try {
      const found = await findBoth({ clock, ipv6First, find });
      if (found.addresses.length > 0) return positive(found);
      ttl = Math.min(ttl, found.ttl);
    } catch (error) {
      if (signal.aborted) throw error;
      failure ??= error;
    }
  }
  // Only if all have told is it certain that there is none.
  if (failure !== undefined) throw failure;
  return {
    addresses: [],
    failure: notFound(name.name),
    keepMs: Math.min(ttl * 1000, MAX_NEGATIVE_MS),
  };
}

function positive({ addresses, ttl }: Finding): Outcome {
  const keepMs = Math.min(Math.max(ttl * 1000, MIN_POSITIVE_MS), MAX_POSITIVE_MS);
  return { addresses, failure: undefined, keepMs };
}

export function notFound(name: string): DialError {
  return new DialError("name_not_found", `Cannot resolve "${name}": no address`);
}
