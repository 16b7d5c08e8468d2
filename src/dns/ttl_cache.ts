// What is known for a while. What has not been asked for the longest goes first when there is too much of it.

import type { Clock } from "../net/clock.ts";

export interface TtlCacheParts {
  readonly clock: Clock;
  /** How many values are kept at most; 0: none. */
  readonly size: number;
}

export class TtlCache<V> {
  readonly #parts: TtlCacheParts;
  /** In the order in which they were asked for last. */
  readonly #entries = new Map<string, { readonly value: V; readonly until: number }>();

  constructor(parts: TtlCacheParts) {
    this.#parts = parts;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.until <= this.#parts.clock.now()) return undefined;
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: V, ms: number): void {
    this.#entries.delete(key);
    if (ms <= 0 || this.#parts.size === 0) return;
    this.#entries.set(key, { value, until: this.#parts.clock.now() + ms });
    if (this.#entries.size > this.#parts.size) {
      this.#entries.delete(this.#entries.keys().next().value!);
    }
  }
}
