// One question to several servers: the next one is asked when the one before has failed, is in doubt, or takes long.
// Earlier ones may still answer; the first good answer counts.

import type { Cancel, Clock } from "../net/clock.ts";
import type { AskOptions, ServerLink } from "./server_link.ts";

export interface TurnParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long each is waited for alone. */
  readonly patienceMs: number;
}

/** One server's answer, read. */
export type Ask<T> = (link: ServerLink, options: AskOptions) => Promise<T>;

/** `links` in the order in which they are asked. Rejects with the last failure, or with the signal's reason. */
export async function askInTurn<T>(
  links: readonly ServerLink[],
  ask: Ask<T>,
  parts: TurnParts,
): Promise<T> {
  parts.signal.throwIfAborted();
  const turns = new Turns(links, ask, parts);
  const end = () => turns.end(parts.signal.reason);
  parts.signal.addEventListener("abort", end, { once: true });
  try {
    return await turns.answer;
  } finally {
    parts.signal.removeEventListener("abort", end);
    turns.end(undefined);
  }
}

class Turns<T> {
  readonly #links: readonly ServerLink[];
  readonly #ask: Ask<T>;
  readonly #parts: TurnParts;
  readonly #over = new AbortController();
  readonly #answer = Promise.withResolvers<T>();
  #started = 0;
  #underWay = 0;
  #alarm: Cancel | undefined;

  constructor(links: readonly ServerLink[], ask: Ask<T>, parts: TurnParts) {
    this.#links = links;
    this.#ask = ask;
    this.#parts = parts;
    this.#next();
  }

  get answer(): Promise<T> {
    return this.#answer.promise;
  }

  /** Whoever is still under way is given up. */
  end(reason: unknown): void {
    this.#alarm?.cancel();
    this.#over.abort(reason);
    this.#answer.reject(reason);
  }

  #next(): void {
    this.#alarm?.cancel();
    const link = this.#links[this.#started];
    if (link === undefined || this.#over.signal.aborted) return;
    const turn = ++this.#started;
    this.#underWay++;
    this.#alarm = this.#parts.clock.at(this.#parts.patienceMs, () => this.#next());
    const doubted = () => {
      if (turn === this.#started) this.#next();
    };
    this.#ask(link, { signal: this.#over.signal, doubted }).then(
      (answer) => this.#answer.resolve(answer),
      (error) => {
        this.#underWay--;
        doubted();
        if (this.#underWay === 0) this.end(error);
      },
    );
  }
}
