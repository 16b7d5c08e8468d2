// Tries the keys of a port until one fits: at once those that were used at the client's address, so that nobody waits who
// is known there; the others when there is time for it.

import type { MaybePromise } from "../net/maybe_promise.ts";
import { type Attempt, firstOf } from "./first_of.ts";
import type { KeyRing } from "./key_ring.ts";
import type { TrialLine } from "./trial_line.ts";

/** A key costs 3 us with the openssl engine, 30 us with node's (shared_port_bench.ts). */
const AT_ONCE = 8;

export interface KeyTrialParts<K> {
  readonly keys: KeyRing<K>;
  readonly line: TrialLine;
}

export class KeyTrial<K> {
  readonly #parts: KeyTrialParts<K>;

  constructor(parts: KeyTrialParts<K>) {
    this.#parts = parts;
  }

  /** What `attempt` gives for the first key that it gives anything for. `client`: the IP address. */
  find<T>(client: string, attempt: Attempt<K, T>): MaybePromise<T | undefined> {
    const { keys: ring, line } = this.#parts;
    const keys = ring.inTurn(client);
    if (keys.length <= AT_ONCE) return firstOf(keys, attempt);
    const likely = Math.min(ring.usedAt(client), AT_ONCE);
    const found = firstOf(keys.slice(0, likely), attempt);
    const tryOthers = () => line.take(client, () => firstOf(keys.slice(likely), attempt));
    if (found instanceof Promise) return found.then((found) => found ?? tryOthers());
    return found ?? tryOthers();
  }

  /** A client has proved at this address that it knows this key. */
  used(key: K, client: string): void {
    this.#parts.keys.used(key, client);
  }
}
