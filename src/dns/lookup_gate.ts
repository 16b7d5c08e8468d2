// How much may be under way at once, in all and for each client. What gets no place waits for one; among those who wait the
// first one counts whose client has not its part already, so that nobody's crowd stands in another's way.

export interface GateLimits {
  readonly inAll: number;
  readonly perClient: number;
}

/** Gives the place back. Idempotent. */
export type Leave = () => void;

interface Waiting {
  readonly client: string;
  readonly enter: (leave: Leave) => void;
}

export class LookupGate {
  readonly #limits: GateLimits;
  readonly #inside = new Map<string, number>();
  /** A set keeps its order, and lets go of anyone at once. */
  readonly #queue = new Set<Waiting>();
  #total = 0;

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  /** A place that is free now. */
  tryEnter(client: string): Leave | undefined {
    if (!this.#hasRoom(client)) return undefined;
    this.#total++;
    this.#inside.set(client, this.#count(client) + 1);
    let isInside = true;
    return () => {
      if (isInside) this.#leave(client);
      isInside = false;
    };
  }

  /** When there is none: a place, as soon as there is one. Rejects with the signal's reason, and has then taken none. */
  async enter(client: string, signal: AbortSignal): Promise<Leave> {
    const { promise, resolve, reject } = Promise.withResolvers<Leave>();
    const waiting = { client, enter: resolve };
    const giveUp = () => {
      if (this.#queue.delete(waiting)) reject(signal.reason);
    };
    this.#queue.add(waiting);
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  #leave(client: string): void {
    const left = this.#count(client) - 1;
    if (left === 0) this.#inside.delete(client);
    else this.#inside.set(client, left);
    this.#total--;
    this.#admit();
  }

  #admit(): void {
    for (const waiting of this.#queue) {
      const leave = this.tryEnter(waiting.client);
      if (leave === undefined) continue;
      this.#queue.delete(waiting);
      return waiting.enter(leave);
    }
  }

  #hasRoom(client: string): boolean {
    return this.#total < this.#limits.inAll && this.#count(client) < this.#limits.perClient;
  }

  #count(client: string): number {
    return this.#inside.get(client) ?? 0;
  }
}
