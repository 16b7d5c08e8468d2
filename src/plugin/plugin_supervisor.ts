// Sees to it that a plugin runs: waits at the start until it is ready, starts it again whenever it ends, and leaves
// nothing of it behind.

import { asError } from "../net/as_error.ts";
import type { Clock } from "../net/clock.ts";
import { pause } from "./pause.ts";
import { PluginError } from "./plugin_error.ts";
import { PluginLife } from "./plugin_life.ts";
import type { PluginObserver } from "./plugin_observer.ts";
import { PluginOutput } from "./plugin_output.ts";
import type { PluginProcess } from "./plugin_process.ts";
import type { UntilReady } from "./plugin_ready.ts";
import { RestartDelay } from "./restart_delay.ts";

export interface PluginParts {
  /** As errors call it. */
  readonly name: string;
  /** Throws a PluginError. */
  readonly launch: () => PluginProcess;
  readonly untilReady: UntilReady;
  readonly observer: PluginObserver;
  readonly clock: Clock;
  /** From 0 on, below 1. */
  readonly random: () => number;
}

const START_MS = 3000;

export class PluginSupervisor {
  readonly #parts: PluginParts;
  readonly #output: PluginOutput;
  readonly #delay: RestartDelay;
  readonly #closing = new AbortController();
  #life: PluginLife | undefined;
  #watch: Promise<void> | undefined;

  constructor(parts: PluginParts) {
    this.#parts = parts;
    this.#output = new PluginOutput(parts);
    this.#delay = new RestartDelay(parts.random);
  }

  /** Once. Resolves when the plugin is ready; rejects with a PluginError, and then nothing of it is left. */
  async start(): Promise<void> {
    const life = this.#begin();
    try {
      await this.#untilReady(life);
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#watch = this.#keepUp(life);
  }

  /** Resolves when it is gone, and is not started again. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#life?.end();
    await this.#watch;
  }

  #begin(): PluginLife {
    const { launch, clock } = this.#parts;
    return this.#life = new PluginLife(launch(), { output: this.#output, clock });
  }

  async #untilReady(life: PluginLife): Promise<void> {
    const { untilReady, clock } = this.#parts;
    const waiting = new AbortController();
    const late = clock.at(START_MS, () => waiting.abort());
    const end = life.ended.then(({ how }) => how);
    const ready = untilReady({ clock, signal: waiting.signal }).then(() => undefined);
    try {
      const how = await Promise.race([end, ready]);
      if (how !== undefined) throw this.#endedTooSoon(how);
      if (waiting.signal.aborted) throw this.#notListening();
    } finally {
      late.cancel();
      waiting.abort();
      await ready;
    }
  }

  async #keepUp(first: PluginLife): Promise<void> {
    for (let life: PluginLife | undefined = first; life !== undefined;) {
      const { how, lifeMs } = await life.ended;
      if (this.#closing.signal.aborted) return;
      const delayMs = this.#delay.after(lifeMs);
      this.#parts.observer.ended(how, delayMs);
      life = await this.#beginAgain(delayMs);
    }
  }

  /** `undefined`: it is not wanted any more. */
  async #beginAgain(delayMs: number): Promise<PluginLife | undefined> {
    const { clock, observer } = this.#parts;
    const { signal } = this.#closing;
    for (let delay = delayMs;;) {
      await pause(delay, { clock, signal });
      if (signal.aborted) return undefined;
      try {
        return this.#begin();
      } catch (cause) {
        delay = this.#delay.after(0);
        observer.failed(asError(cause), delay);
      }
    }
  }

  #endedTooSoon(how: string): PluginError {
    const message = `plugin ${this.#parts.name} has ended before it was ready (${how})`;
    return new PluginError("ended", `${message}${this.#lastWords()}`, {
      hint: "see what it says against plugin_opts and plugin_args, and whether its port is free",
    });
  }

  #notListening(): PluginError {
    const { name } = this.#parts;
    const message = `plugin ${name} has not taken connections within ${START_MS / 1000} s`;
    return new PluginError("not_listening", `${message}${this.#lastWords()}`, {
      hint: "it must listen where SS_LOCAL_HOST and SS_LOCAL_PORT say (a client's), or " +
        "SS_REMOTE_HOST and SS_REMOTE_PORT (a server's): is it a SIP003 plugin of this side?",
    });
  }

  #lastWords(): string {
    const { lastLines } = this.#output;
    return lastLines.length === 0 ? "; it has said nothing" : `: ${lastLines.join(" | ")}`;
  }
}
