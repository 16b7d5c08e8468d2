// A child process of a test: its output is collected and can be waited for, and it is gone when the test is over.

import { within } from "./deadline.ts";

const OUTPUT_DEADLINE_MS = 20_000;

export interface ProcessOptions {
  readonly args: readonly string[];
  readonly cwd?: string | URL;
  readonly env?: Readonly<Record<string, string>>;
}

/** A process that has a listening socket. */
export interface ListeningProcess extends AsyncDisposable {
  readonly process: RunningProcess;
  /** On 127.0.0.1. */
  readonly port: number;
}

export class RunningProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #output = new Output();
  readonly #pumped: Promise<void>;
  #running = true;

  constructor(program: string, { args, cwd, env }: ProcessOptions) {
    this.#child = new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
    }).spawn();
    this.#pumped = this.#pump();
  }

  get pid(): number {
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** What it has said so far, on both streams. */
  get output(): string {
    return this.#output.text;
  }

  /** Resolves when it has ended and everything it said has arrived. */
  async ended(): Promise<Deno.CommandStatus> {
    const status = await this.#child.status;
    await this.#pumped;
    return status;
  }

  /** The first match in its output. Rejects when it ends without one. */
  untilOutput(pattern: RegExp): Promise<RegExpExecArray> {
    return within(OUTPUT_DEADLINE_MS, `Output ${pattern}`, this.#output.until(pattern));
  }

  /** Does nothing when it has ended already. */
  signal(signal: Deno.Signal): void {
    if (this.#running) this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGKILL");
    await this.ended();
  }

  async #pump(): Promise<void> {
    const streams = [this.#child.stdout, this.#child.stderr];
    await Promise.all([...streams.map((stream) => this.#collect(stream)), this.#awaitEnd()]);
    this.#output.end();
  }

  async #collect(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) this.#output.append(decoder.decode(chunk, { stream: true }));
  }

  async #awaitEnd(): Promise<void> {
    await this.#child.status;
    this.#running = false;
  }
}

class Output {
  #text = "";
  #ended = false;
  #changed = Promise.withResolvers<void>();

  get text(): string {
    return this.#text;
  }

  append(text: string): void {
    this.#text += text;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#text);
      if (match !== null) return match;
      if (this.#ended) throw new Error(`The process ended without ${pattern}:\n${this.#text}`);
      await this.#changed.promise;
    }
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
