// The load of the benches: starts load_process.ts and tells it what to do.

import { RunningProcess } from "../support/running_process.ts";

/** What has arrived at the far end, and in what time. */
export interface Transfer {
  readonly bytes: number;
  readonly seconds: number;
}

/** Ports that a tunnel can lead to. */
export interface LoadTargets {
  readonly source: number;
  readonly sink: number;
  readonly echo: number;
}

export class Load implements AsyncDisposable {
  readonly targets: LoadTargets;
  readonly #process: RunningProcess;
  readonly #control: string;

  private constructor(process: RunningProcess, control: string, targets: LoadTargets) {
    this.#process = process;
    this.#control = control;
    this.targets = targets;
  }

  static async start(): Promise<Load> {
    const script = new URL("load_process.ts", import.meta.url).href;
    const process = new RunningProcess(Deno.execPath(), { args: ["run", "-A", script] });
    const [, port] = await process.untilOutput(/control on (\d+)\n/);
    const control = `http://127.0.0.1:${port}`;
    return new Load(process, control, await ask<LoadTargets>(`${control}/targets`));
  }

  /** Through a tunnel to `targets.source`. */
  download(port: number, seconds: number): Promise<Transfer> {
    return ask(`${this.#control}/download?port=${port}&seconds=${seconds}`);
  }

  /** Through a tunnel to `targets.sink`. */
  upload(port: number, seconds: number): Promise<Transfer> {
    return ask(`${this.#control}/upload?port=${port}&seconds=${seconds}`);
  }

  /** Opens idle connections through a tunnel to `targets.echo`. */
  hold(port: number, count: number): Promise<void> {
    return ask(`${this.#control}/hold?port=${port}&count=${count}`);
  }

  /** Closes them. */
  release(): Promise<void> {
    return ask(`${this.#control}/release`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}

async function ask<T>(url: string): Promise<T> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`The load failed at ${new URL(url).pathname}: ${text}`);
  return JSON.parse(text);
}
