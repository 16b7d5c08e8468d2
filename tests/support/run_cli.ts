// Runs the real program, with the permissions that users give it, in a folder of its own.

const ROOT = new URL("../../", import.meta.url).pathname;

export interface CliOptions {
  /** Written into the folder that the program runs in. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** What comes on standard input. */
  readonly input?: string;
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs to the end. */
export async function runCli(
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  await using cli = await startCli(args, options);
  return await cli.finished;
}

/** Starts, and goes on until it is told to end, or disposed. */
export async function startCli(
  args: readonly string[],
  { files = {}, env = {}, input }: CliOptions = {},
): Promise<RunningCli> {
  const folder = await Deno.makeTempDir({ prefix: "umbra_cli_" });
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
  }
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", `--config=${ROOT}deno.json`, "-P=umbra", `${ROOT}main.ts`, ...args],
    cwd: folder,
    env: { NO_COLOR: "1", ...env },
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (input !== undefined) await new Response(input).body!.pipeTo(child.stdin);
  return new RunningCli(child, folder);
}

export class RunningCli implements AsyncDisposable {
  readonly folder: string;
  readonly pid: number;
  /** The exit code and everything that was printed. */
  readonly finished: Promise<CliResult>;
  readonly #child: Deno.ChildProcess;
  readonly #stdout: LineReader;
  readonly #stderr: LineReader;
  #hasEnded = false;

  constructor(child: Deno.ChildProcess, folder: string) {
    this.#child = child;
    this.folder = folder;
    this.pid = child.pid;
    this.#stdout = new LineReader(child.stdout);
    this.#stderr = new LineReader(child.stderr);
    this.finished = this.#finish();
  }

  /** The first line of standard output that matches; rejects when the program ends without one. */
  printed(pattern: RegExp): Promise<string> {
    return this.#stdout.find(pattern);
  }

  /** The first line of standard error that matches. */
  told(pattern: RegExp): Promise<string> {
    return this.#stderr.find(pattern);
  }

  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.#child.kill("SIGKILL");
    await this.finished;
    await Deno.remove(this.folder, { recursive: true });
  }

  async #finish(): Promise<CliResult> {
    const { code } = await this.#child.status;
    this.#hasEnded = true;
    return { code, stdout: await this.#stdout.text, stderr: await this.#stderr.text };
  }
}

/** Collects a stream, and wakes whoever waits for a line in it. */
class LineReader {
  readonly text: Promise<string>;
  #sofar = "";
  #hasEnded = false;
  #wake = Promise.withResolvers<void>();

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.text = this.#collect(stream);
  }

  async find(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.#sofar.split("\n").slice(0, -1).find((line) => pattern.test(line));
      if (line !== undefined) return line;
      if (this.#hasEnded) throw new Error(`No line matches ${pattern} in:\n${this.#sofar}`);
      await this.#wake.promise;
    }
  }

  async #collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.#sofar += text;
      this.#wakeAll();
    }
    this.#hasEnded = true;
    this.#wakeAll();
    return this.#sofar;
  }

  #wakeAll(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}
