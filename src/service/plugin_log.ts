// How plugins fare, in the log.

import type { Logger } from "@logtape/logtape";
import type { PluginObserver } from "../plugin/plugin_observer.ts";

export interface PluginLogParts {
  readonly logger: Logger;
  /** Of the plugin, plain or quoted. */
  readonly name: string;
}

export class PluginLog implements PluginObserver {
  readonly #logger: Logger;
  readonly #plugin: string;

  constructor({ logger, name }: PluginLogParts) {
    this.#logger = logger;
    this.#plugin = name;
  }

  said(line: string): void {
    this.#logger.info("plugin {plugin}: {line}", { plugin: this.#plugin, line });
  }

  hushed(lines: number): void {
    this.#logger.warn("plugin {plugin} talks too much: {lines} more lines not shown", {
      plugin: this.#plugin,
      lines,
    });
  }

  ended(how: string, delayMs: number): void {
    this.#logger.warn("plugin {plugin} has ended ({how}), started again in {seconds} s", {
      plugin: this.#plugin,
      how,
      seconds: inSeconds(delayMs),
    });
  }

  failed(cause: Error, delayMs: number): void {
    this.#logger.warn("plugin {plugin}: {cause}; tried again in {seconds} s", {
      plugin: this.#plugin,
      cause: cause.message,
      seconds: inSeconds(delayMs),
    });
  }
}

function inSeconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
