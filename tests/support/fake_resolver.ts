// A Resolver whose every question waits for the test to answer it. As the contract asks, an abort ends the waiting.

import { DialError } from "../../src/net/dial_failure.ts";
import type { ResolveOptions, Resolver } from "../../src/net/resolver.ts";

export class FakeResolver implements Resolver {
  /** All names that were asked for, in order. */
  readonly asked: string[] = [];
  readonly #waiting = new Map<string, PromiseWithResolvers<readonly string[]>>();

  resolve(name: string, { signal }: ResolveOptions): Promise<readonly string[]> {
    const answer = Promise.withResolvers<readonly string[]>();
    this.asked.push(name);
    this.#waiting.set(name, answer);
    signal.addEventListener("abort", () => answer.reject(signal.reason), { once: true });
    return answer.promise;
  }

  /** Answers the last question for `name`. */
  answer(name: string, ...addresses: readonly string[]): void {
    this.#waitingFor(name).resolve(addresses);
  }

  refuse(name: string): void {
    this.#waitingFor(name).reject(new DialError("name_not_found", `Cannot resolve "${name}"`));
  }

  #waitingFor(name: string): PromiseWithResolvers<readonly string[]> {
    const answer = this.#waiting.get(name);
    if (answer === undefined) throw new Error(`Nobody asks for ${name}`);
    return answer;
  }
}
