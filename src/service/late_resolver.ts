// The resolver, loaded when the first name is asked for: a service whose targets are addresses starts 10 ms sooner without.

import { ResolverCounters, type ResolverCounts } from "../dns/resolver_counters.ts";
import type { ResolveOptions, Resolver } from "../net/resolver.ts";

/** Idempotent `close()`: lets go of what is kept open. */
export type ClosableResolver = Resolver & { close(): void };

export class LateResolver implements ClosableResolver {
  readonly #counters = new ResolverCounters();
  readonly #load: (counters: ResolverCounters) => Promise<ClosableResolver>;
  #resolver: Promise<ClosableResolver> | undefined;

  constructor(load: (counters: ResolverCounters) => Promise<ClosableResolver>) {
    this.#load = load;
  }

  get counts(): ResolverCounts {
    return this.#counters;
  }

  async resolve(name: string, options: ResolveOptions): Promise<readonly string[]> {
    const resolver = await (this.#resolver ??= this.#load(this.#counters));
    return await resolver.resolve(name, options);
  }

  close(): void {
    this.#resolver?.then((resolver) => resolver.close(), () => {});
  }
}
