// The real program as a child process, started the way the README says.

import { startArguments } from "../../scripts/start_arguments.ts";
import { type ListeningProcess, RunningProcess } from "./running_process.ts";

const PROJECT = new URL("../../", import.meta.url);

export interface UmbraOptions {
  /** Permissions taken away, as in `--deny-ffi`. */
  readonly denied?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A role (`server`, `local`, `tunnel`) with its flags; resolves once it says that it listens. */
export async function startUmbra(
  args: readonly string[],
  options: UmbraOptions = {},
): Promise<ListeningProcess> {
  const process = runUmbra(args, options);
  try {
    const [, port] = await process.untilOutput(/listening on 127\.0\.0\.1:(\d+)/);
    return {
      process,
      port: Number(port),
      [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
    };
  } catch (error) {
    await process[Symbol.asyncDispose]();
    throw error;
  }
}

/** Any command. */
export function runUmbra(
  args: readonly string[],
  { denied = [], env = {} }: UmbraOptions = {},
): RunningProcess {
  const words = startArguments();
  return new RunningProcess(Deno.execPath(), {
    args: [...words.slice(0, -1), ...denied, ...words.slice(-1), ...args],
    cwd: PROJECT,
    env: { NO_COLOR: "1", ...env },
  });
}
