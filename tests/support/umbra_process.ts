// The real program as a child process, started the way the README says.

import { startArguments } from "../../scripts/start_arguments.ts";
import { type ListeningProcess, RunningProcess } from "./running_process.ts";

const PROJECT = new URL("../../", import.meta.url);

/** A role (`server`, `local`, `tunnel`) with its flags; resolves once it says that it listens. */
export async function startUmbra(args: readonly string[]): Promise<ListeningProcess> {
  const process = runUmbra(args);
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
export function runUmbra(args: readonly string[]): RunningProcess {
  return new RunningProcess(Deno.execPath(), {
    args: [...startArguments(), ...args],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  });
}
