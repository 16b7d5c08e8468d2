// Where everybody comes to ask: what was found before is given at once, each thing is asked for once however many wait for
// it, only so many at a time, and nobody waits for longer than 5 s.

import type { Clock } from "../net/clock.ts";
import { DialError } from "../net/dial_failure.ts";
import type { ResolveOptions } from "../net/resolver.ts";
import { type Leave, LookupGate } from "./lookup_gate.ts";
import type { ResolverCounters } from "./resolver_counters.ts";
import { SharedLookup } from "./shared_lookup.ts";
import { TtlCache } from "./ttl_cache.ts";

/** In all, the time in a queue included. */
export const DEADLINE_MS = 5_000;
const LIMITS = { inAll: 256, perClient: 32 } as const;

export interface DeskParts {
  readonly clock: Clock;
  readonly counters: ResolverCounters;
  /** How many things are remembered. */
  readonly cacheSize: number;
}

/** Something found. */
export interface Found {
  /** For how long it may be remembered. */
  readonly keepMs: number;
}

export interface DeskRequest<T extends Found> extends ResolveOptions {
  /** What it is remembered by. */
  readonly key: string;
  /** What is asked for, for whoever is told that it was not found in time. */
  readonly name: string;
  /** Its signal is aborted when nobody waits any more. */
  readonly look: (signal: AbortSignal) => Promise<T>;
}

export class LookupDesk<T extends Found> {
  readonly #parts: DeskParts;
  readonly #cache: TtlCache<T>;
  readonly #gate = new LookupGate(LIMITS);
  readonly #running = new Map<string, SharedLookup<T>>();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#cache = new TtlCache({ clock: parts.clock, size: parts.cacheSize });
  }

  /** Rejects as `look` does, with the signal's reason, or with a DialError `timed_out`. */
  async find(request: DeskRequest<T>): Promise<T> {
    request.signal.throwIfAborted();
    return this.#remembered(request.key) ?? await this.#inTime(request);
  }

  #remembered(key: string): T | undefined {
    const found = this.#cache.get(key);
    if (found !== undefined) this.#parts.counters.cached++;
    return found;
  }

  async #inTime(request: DeskRequest<T>): Promise<T> {
    const { clock, counters } = this.#parts;
    const { name, signal } = request;
    const patience = new AbortController();
    const alarm = clock.at(DEADLINE_MS, () => {
      counters.timedOut++;
      patience.abort(noAnswer(name));
    });
    const giveUp = () => patience.abort(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      return await this.#join({ ...request, signal: patience.signal });
    } finally {
      alarm.cancel();
      signal.removeEventListener("abort", giveUp);
    }
  }

  async #join(request: DeskRequest<T>): Promise<T> {
    const { key, client = "", signal } = request;
    const running = this.#shared(key);
    if (running !== undefined) return await running.join(signal);
    const leave = this.#gate.tryEnter(client) ?? await this.#queue(client, signal);
    // Somebody else may have asked in the meantime.
    const found = this.#remembered(key) ?? this.#shared(key)?.join(signal);
    if (found === undefined) return await this.#begin(request, leave).join(signal);
    leave();
    return await found;
  }

  #shared(key: string): SharedLookup<T> | undefined {
    const running = this.#running.get(key);
    if (running === undefined || !running.isOpen) return undefined;
    this.#parts.counters.shared++;
    return running;
  }

  #queue(client: string, signal: AbortSignal): Promise<Leave> {
    this.#parts.counters.queued++;
    return this.#gate.enter(client, signal);
  }

  /** The place belongs to the lookup: whoever has begun it may leave before the others. */
  #begin({ key, look }: DeskRequest<T>, leave: Leave): SharedLookup<T> {
    this.#parts.counters.asked++;
    const lookup = new SharedLookup(async (signal) => {
      const found = await look(signal);
      this.#cache.set(key, found, found.keepMs);
      return found;
    });
    this.#running.set(key, lookup);
    lookup.ended.then(() => {
      leave();
      // Another one may have taken its place when nobody waited for it any more.
      if (this.#running.get(key) === lookup) this.#running.delete(key);
    });
    return lookup;
  }
}

export function noAnswer(name: string): DialError {
  return new DialError("timed_out", `Cannot resolve "${name}": no answer within 5 s`);
}
