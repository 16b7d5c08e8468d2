// The signals that ask us to end, caught from the first statement of the program on: later, an EMFILE in the first half
// second would panic in Deno's signal set-up. SIGUSR1 is never caught: it opens the V8 inspector.

/** Windows has Ctrl-C and Ctrl-Break only. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGQUIT"];

export class ShutdownSignals {
  readonly #arrived: Deno.Signal[] = [];
  #wake: (() => void) | undefined;

  /** Catches the signals of this process. */
  static listen(): ShutdownSignals {
    const signals = new ShutdownSignals();
    for (const signal of SIGNALS) Deno.addSignalListener(signal, () => signals.arrive(signal));
    return signals;
  }

  arrive(signal: Deno.Signal): void {
    this.#arrived.push(signal);
    this.#wake?.();
  }

  /** The next signal that nobody has taken yet. One waits at a time; a later waiter takes the place of an earlier. */
  async next(): Promise<Deno.Signal> {
    for (;;) {
      const signal = this.#arrived.shift();
      if (signal !== undefined) return signal;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
