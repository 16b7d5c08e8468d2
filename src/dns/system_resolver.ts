// The Resolver over Deno.resolveDns: the system's servers and its hosts file, asked without the small thread pool that
// getaddrinfo blocks. Identical questions in flight share one query.

import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { Resolver } from "../net/resolver.ts";

const DEADLINE_MS = 5000;
/** How long the other family is waited for once one has addresses (RFC 8305 section 3). */
const RESOLUTION_DELAY_MS = 50;

export interface ResolverParts {
  readonly clock: Clock;
  /** Prefer IPv6 addresses. */
  readonly ipv6First: boolean;
  /** One question to the system; no addresses when there are none. */
  readonly query: (name: string, type: AddressType, signal: AbortSignal) => Promise<string[]>;
}

export type AddressType = "A" | "AAAA";

/** The question as Deno puts it to the system. */
export async function queryDeno(
  name: string,
  type: AddressType,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    return await Deno.resolveDns(name, type, { signal });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    const failure = cause instanceof Deno.errors.TimedOut ? "timed_out" : "other";
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new DialError(failure, `Cannot resolve "${name}": ${text}`, { cause });
  }
}

export class SystemResolver implements Resolver {
  readonly #parts: ResolverParts;
  readonly #inFlight = new Map<string, Promise<readonly string[]>>();

  constructor(parts: ResolverParts) {
    this.#parts = parts;
  }

  async resolve(name: string, signal: AbortSignal): Promise<readonly string[]> {
    signal.throwIfAborted();
    let answer = this.#inFlight.get(name);
    if (answer === undefined) {
      answer = this.#ask(name).finally(() => this.#inFlight.delete(name));
      this.#inFlight.set(name, answer);
    }
    return await unlessAborted(answer, signal);
  }

  async #ask(name: string): Promise<readonly string[]> {
    const { clock, query, ipv6First } = this.#parts;
    const deadline = new AbortController();
    const alarm = clock.at(DEADLINE_MS, () => deadline.abort());
    const ask = (type: AddressType) => new Question(query(name, type, deadline.signal));
    const [preferred, other] = ipv6First ? [ask("AAAA"), ask("A")] : [ask("A"), ask("AAAA")];
    try {
      await firstAddresses([preferred, other]);
      await bothWithin(RESOLUTION_DELAY_MS, [preferred, other], clock);
      const addresses = interleave(preferred.addresses, other.addresses);
      if (addresses.length > 0) return addresses;
      if (deadline.signal.aborted) throw noAnswer(name);
      throw preferred.failure ?? other.failure ?? notFound(name);
    } finally {
      alarm.cancel();
      // Ends the question that is still open, if there is one.
      deadline.abort();
    }
  }
}

/** One of the two questions of a name, and what has come of it. */
class Question {
  addresses: readonly string[] = [];
  failure: unknown;
  /** Never rejects. */
  readonly over: Promise<void>;

  constructor(answer: Promise<readonly string[]>) {
    this.over = answer.then(
      (addresses) => void (this.addresses = addresses),
      (error) => this.failure = error,
    );
  }
}

type Pair = readonly [Question, Question];

/** Until one has addresses, or both are over. */
async function firstAddresses([a, b]: Pair): Promise<void> {
  await Promise.race([a.over, b.over]);
  if (a.addresses.length + b.addresses.length === 0) await Promise.all([a.over, b.over]);
}

/** Until both are over, but not for longer than that. */
function bothWithin(ms: number, [a, b]: Pair, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const alarm = clock.at(ms, resolve);
    Promise.all([a.over, b.over]).then(() => {
      alarm.cancel();
      resolve();
    });
  });
}

/** A family whose network is down holds up the other by one head start, not by one for each of its addresses. */
function interleave(preferred: readonly string[], other: readonly string[]): readonly string[] {
  const length = Math.max(preferred.length, other.length);
  return Array.from({ length }, (_, i) => [preferred[i], other[i]]).flat()
    .filter((address) => address !== undefined);
}

function notFound(name: string): DialError {
  return new DialError("name_not_found", `Cannot resolve "${name}": no address`);
}

function noAnswer(name: string): DialError {
  return new DialError("timed_out", `Cannot resolve "${name}": no answer within 5 s`);
}

function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
