// A plugin without a process: it says and does what a test tells it to.

import type { PluginProcess } from "../../src/plugin/plugin_process.ts";

export interface FakePluginOptions {
  /** Asked to end, it goes on. */
  readonly isStubborn?: boolean;
  /** Somebody else holds its output open after its end. */
  readonly isHeldOpen?: boolean;
}

export class FakePlugin implements PluginProcess {
  readonly output: readonly ReadableStream<Uint8Array>[];
  readonly ended: Promise<string>;
  /** The calls so far. */
  readonly calls: string[] = [];
  readonly #options: FakePluginOptions;
  readonly #end = Promise.withResolvers<string>();
  readonly #mouths: ReadableStreamDefaultController<Uint8Array>[] = [];
  #isSilent = false;

  constructor(options: FakePluginOptions = {}) {
    this.#options = options;
    this.ended = this.#end.promise;
    this.output = [0, 1].map(() =>
      new ReadableStream({ start: (controller) => void this.#mouths.push(controller) })
    );
  }

  /** On standard output. */
  say(text: string): void {
    this.#mouths[0]!.enqueue(new TextEncoder().encode(text));
  }

  exit(how: string): void {
    this.#end.resolve(how);
    if (this.#options.isHeldOpen !== true) this.#fallSilent();
  }

  terminate(): void {
    this.calls.push("terminate");
    if (this.#options.isStubborn !== true) this.exit("SIGTERM");
  }

  kill(): void {
    this.calls.push("kill");
    this.exit("SIGKILL");
  }

  hangUp(): void {
    this.calls.push("hangUp");
    this.#fallSilent();
  }

  #fallSilent(): void {
    if (this.#isSilent) return;
    this.#isSilent = true;
    for (const mouth of this.#mouths) mouth.close();
  }
}
