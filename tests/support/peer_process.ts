// Programs of others, for tests and benches beside ours.

import { within } from "./deadline.ts";
import { untilListening } from "./listening_ports.ts";
import { type ListeningProcess, RunningProcess } from "./running_process.ts";

const READY_DEADLINE_MS = 10_000;

/** Resolves once `port`, which `args` name, is listened on. */
export async function startPeer(
  program: string,
  { args, port }: { readonly args: readonly string[]; readonly port: number },
): Promise<ListeningProcess> {
  const process = new RunningProcess(program, { args });
  const what = `${program} listens on port ${port}`;
  try {
    await within(READY_DEADLINE_MS, what, untilListening(port, () => process.isRunning));
  } catch (cause) {
    await process[Symbol.asyncDispose]();
    throw new Error(`${program} did not start:\n${process.output}`, { cause });
  }
  return { process, port, [Symbol.asyncDispose]: () => process[Symbol.asyncDispose]() };
}
