// The Resolver over Deno.resolveDns: the system's servers and its hosts file, asked without the small thread pool that
// getaddrinfo blocks. Identical questions in flight share one query.

import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { Resolver } from "../net/resolver.ts";

const DEADLINE_MS = 5000;
/** How long the answer of the preferred family's sibling is waited for (RFC 8305 section 3). */
const RESOLUTION_DELAY_MS = 50;

export interface ResolverParts {
  readonly clock: Clock;
  /** Prefer IPv6 addresses. */
  readonly ipv6First: boolean;
  /** One question to the system; `Deno.resolveDns` but for tests. */
  readonly query: (name: string, type: "A" | "AAAA", signal: AbortSignal) => Promise<string[]>;
}

export function queryDeno(
  name: string,
  type: "A" | "AAAA",
  signal: AbortSignal,
): Promise<string[]> {
  return Deno.resolveDns(name, type, { signal });
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
    const ask = (type: "A" | "AAAA") => query(name, type, deadline.signal).catch(() => []);
    try {
      const [first, second] = ipv6First ? [ask("AAAA"), ask("A")] : [ask("A"), ask("AAAA")];
      const best = await first;
      const rest = await (best.length > 0 ? withinDelay(second, clock) : second);
      if (best.length + rest.length > 0) return [...best, ...rest];
      if (!deadline.signal.aborted) throw notFound(name);
      throw new DialError("timed_out", `Cannot resolve "${name}": no answer within 5 s`);
    } finally {
      alarm.cancel();
      // Ends the question that is still open, if there is one.
      deadline.abort();
    }
  }
}

function notFound(name: string): DialError {
  return new DialError("name_not_found", `Cannot resolve "${name}": no address`);
}

function withinDelay(answer: Promise<string[]>, clock: Clock): Promise<string[]> {
  return new Promise((resolve) => {
    const alarm = clock.at(RESOLUTION_DELAY_MS, () => resolve([]));
    answer.then((addresses) => {
      alarm.cancel();
      resolve(addresses);
    });
  });
}

function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
