// Plugins as processes of the system.

import { asError } from "../net/as_error.ts";
import { passedOnEnvironment } from "./deno_environment.ts";
import { findProgram } from "./deno_find_program.ts";
import { endingWithUs } from "./deno_parent_death.ts";
import { PluginError } from "./plugin_error.ts";
import type { Launch, LaunchPlugin, PluginProcess } from "./plugin_process.ts";

/** Asks the system once what it offers. */
export async function pluginLauncher(): Promise<LaunchPlugin> {
  const passedOn = passedOnEnvironment();
  const before = await endingWithUs();
  return ({ command, args, environment }: Launch) => {
    const path = findProgram(command, passedOn["PATH"]);
    const [program, ...words] = [...before, path, ...args];
    const child = spawn(program!, { args: words, env: { ...passedOn, ...environment } });
    return new DenoPluginProcess(child);
  };
}

interface SpawnOptions {
  readonly args: string[];
  readonly env: Record<string, string>;
}

function spawn(program: string, options: SpawnOptions): Deno.ChildProcess {
  try {
    return new Deno.Command(program, {
      ...options,
      clearEnv: true,
      // A group of its own: Ctrl-C is for us, who let connections finish first.
      detached: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    throw new PluginError("not_started", `cannot start the plugin: ${asError(cause).message}`, {
      cause,
      hint: hintFor(cause),
    });
  }
}

function hintFor(cause: unknown): string {
  if (cause instanceof Deno.errors.NotCapable) return "allow it to Deno: --allow-run";
  if (cause instanceof Deno.errors.NotFound) return "install it, or give the whole path";
  return "start it by hand to see what it says";
}

class DenoPluginProcess implements PluginProcess {
  readonly #child: Deno.ChildProcess;
  readonly #readers: readonly ReadableStreamDefaultReader<Uint8Array>[];
  readonly output: readonly AsyncIterable<Uint8Array>[];
  readonly ended: Promise<string>;
  /** Its number may be somebody else's by now. */
  #isGone = false;

  constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#readers = [child.stdout, child.stderr].map((stream) => stream.getReader());
    this.output = this.#readers.map(chunksOf);
    this.ended = this.#awaitEnd();
  }

  terminate(): void {
    this.#signal("SIGTERM");
  }

  kill(): void {
    this.#signal("SIGKILL");
  }

  hangUp(): void {
    for (const reader of this.#readers) reader.cancel().catch(() => {});
  }

  async #awaitEnd(): Promise<string> {
    const { code, signal } = await this.#child.status;
    // What it has started and left behind.
    this.kill();
    this.#isGone = true;
    return signal ?? `exit code ${code}`;
  }

  #signal(signal: Deno.Signal): void {
    if (this.#isGone) return;
    try {
      // The group.
      Deno.kill(-this.#child.pid, signal);
    } catch {
      this.#signalAlone(signal);
    }
  }

  /** Where there are no groups, or nobody is left in it. */
  #signalAlone(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch {
      // It has ended.
    }
  }
}

async function* chunksOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
  }
}
