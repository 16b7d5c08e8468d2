// The Resolver in a worker: asks the main isolate, where one resolver serves all.

import { DialError } from "../net/dial_failure.ts";
import type { ResolveOptions, Resolver } from "../net/resolver.ts";
import type { Answer, Question } from "./worker_messages.ts";

type Waiting = PromiseWithResolvers<readonly string[]>;

export class RemoteResolver implements Resolver {
  readonly #ask: (question: Question) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(ask: (question: Question) => void) {
    this.#ask = ask;
  }

  async resolve(name: string, { signal, client }: ResolveOptions): Promise<readonly string[]> {
    signal.throwIfAborted();
    const id = ++this.#lastId;
    const waiting = Promise.withResolvers<readonly string[]>();
    const giveUp = () => waiting.reject(signal.reason);
    this.#waiting.set(id, waiting);
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      this.#ask({ kind: "resolve", id, name, client });
      return await waiting.promise;
    } finally {
      this.#waiting.delete(id);
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Nobody may wait for it any more. */
  hear(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (answer.kind === "resolved") waiting?.resolve(answer.addresses);
    else waiting?.reject(new DialError(answer.failure, answer.message));
  }
}
