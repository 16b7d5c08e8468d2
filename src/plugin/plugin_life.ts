// One run of a plugin, from its start to its end.

import type { Clock } from "../net/clock.ts";
import type { PluginOutput } from "./plugin_output.ts";
import type { PluginProcess } from "./plugin_process.ts";

export interface PluginEnd {
  /** "exit code 1", "SIGKILL". */
  readonly how: string;
  readonly lifeMs: number;
}

/** From being asked to end to being made to. */
const PATIENCE_MS = 500;
/** For what it has said in its last moments. */
const LAST_WORDS_MS = 200;

export class PluginLife {
  readonly #process: PluginProcess;
  readonly #clock: Clock;
  /** Once it has ended and all that it said was heard. Never rejects. */
  readonly ended: Promise<PluginEnd>;

  constructor(process: PluginProcess, { output, clock }: PluginLifeParts) {
    this.#process = process;
    this.#clock = clock;
    this.ended = this.#follow(output);
  }

  /** Resolves when it has ended. */
  async end(): Promise<void> {
    this.#process.terminate();
    const impatience = this.#clock.at(PATIENCE_MS, () => this.#process.kill());
    await this.ended;
    impatience.cancel();
  }

  async #follow(output: PluginOutput): Promise<PluginEnd> {
    const start = this.#clock.now();
    const heard = output.collect(this.#process.output);
    const how = await this.#process.ended;
    const lifeMs = this.#clock.now() - start;
    const enough = this.#clock.at(LAST_WORDS_MS, () => this.#process.hangUp());
    await heard;
    enough.cancel();
    return { how, lifeMs };
  }
}

export interface PluginLifeParts {
  readonly output: PluginOutput;
  readonly clock: Clock;
}
