// For errors that nobody has caught: they are defects of ours, but no reason to end everybody's connections, as Deno
// would. They are counted, logged, and the program goes on.

import type { Logger } from "@logtape/logtape";

export class LastResort implements Disposable {
  readonly #logger: Logger;
  #count = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
    globalThis.addEventListener("unhandledrejection", this.#onRejection);
    globalThis.addEventListener("error", this.#onError);
  }

  [Symbol.dispose](): void {
    globalThis.removeEventListener("unhandledrejection", this.#onRejection);
    globalThis.removeEventListener("error", this.#onError);
  }

  readonly #onRejection = (event: PromiseRejectionEvent): void => {
    event.preventDefault();
    this.#tell(event.reason);
  };

  readonly #onError = (event: ErrorEvent): void => {
    event.preventDefault();
    this.#tell(event.error);
  };

  #tell(cause: unknown): void {
    this.#count++;
    this.#logger.error("defect {count} since the start: {cause}", {
      count: this.#count,
      cause: cause instanceof Error ? cause.stack : String(cause),
    });
  }
}
