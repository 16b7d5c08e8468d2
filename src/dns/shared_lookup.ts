// Something that is asked for once and that several wait for. It is given up when nobody does any more.

import { DialError } from "../net/dial_failure.ts";
import { unlessAborted } from "./unless_aborted.ts";

export class SharedLookup<T> {
  /** Resolves when there is an answer or none will come. */
  readonly ended: Promise<void>;
  readonly #answer: Promise<T>;
  readonly #over = new AbortController();
  #waiting = 0;

  /** `ask` begins at once. */
  constructor(ask: (signal: AbortSignal) => Promise<T>) {
    this.#answer = ask(this.#over.signal);
    this.ended = this.#answer.then(() => {}, () => {});
  }

  /** There is still something to wait for. */
  get isOpen(): boolean {
    return !this.#over.signal.aborted;
  }

  /** Rejects with the signal's reason once it is aborted; the others go on waiting. */
  async join(signal: AbortSignal): Promise<T> {
    this.#waiting++;
    try {
      return await unlessAborted(this.#answer, signal);
    } finally {
      if (--this.#waiting === 0) this.#over.abort(new DialError("cancelled", "Nobody waits"));
    }
  }
}
