// P11 of the suite: clients that vanish by RST in the middle of their first words. Their descriptors must come back at
// once, and the log must not grow with the crowd. Linux: the kernel tells which descriptors a process has.

import { within } from "../support/deadline.ts";
import type { RunningProcess } from "../support/running_process.ts";
import { openConversation, reset } from "./conversation.ts";
import type { Finding, Gate } from "./gates.ts";
import type { Noise } from "./noise.ts";
import type { RowResult } from "./result.ts";

const CROWD = 64;
const BYTES = 20;
const FREED_WITHIN_MS = 100;
const PATIENCE_MS = 5000;
const POLL_MS = 2;
const LINES_EACH = 2;
const ATTEMPTS = 3;

const ROW = { id: "P11", about: "RST in the middle of the opening" };

export interface ResetOptions {
  readonly process: RunningProcess;
  readonly port: number;
  readonly noise: Noise;
}

/** The best of a few attempts: another process may have had the processor. */
export async function probeResets(options: ResetOptions): Promise<RowResult> {
  const lines = countLines(options.process);
  let endMs = Infinity;
  let trials = 0;
  while (trials < ATTEMPTS * CROWD && endMs > FREED_WITHIN_MS) {
    trials += CROWD;
    endMs = Math.min(endMs, await resetCrowd(options));
  }
  const said = countLines(options.process) - lines;
  return {
    ...{ ...ROW, trials, endMs },
    outcome: `${said} lines of log`,
    findings: [
      ...(endMs <= FREED_WITHIN_MS ? [] : [find("deadline", `freed after ${endMs.toFixed(0)} ms`)]),
      ...(said <= trials * LINES_EACH
        ? []
        : [find("order", `${said} lines for ${trials} connections`)]),
    ],
  };
}

/** How long the server keeps the descriptors of a crowd that has vanished. */
async function resetCrowd({ process: { pid }, port, noise }: ResetOptions): Promise<number> {
  const before = countDescriptors(pid);
  const crowd = await Promise.all(
    Array.from({ length: CROWD }, () => openConversation(port, noise.bytes(BYTES))),
  );
  await untilDescriptors((count) => count >= before + CROWD, pid);
  const start = performance.now();
  await Promise.all(crowd.map(reset));
  await untilDescriptors((count) => count <= before, pid);
  return performance.now() - start;
}

function find(gate: Gate, says: string): Finding {
  return { gate, row: `${ROW.id} ${ROW.about}`, says };
}

function countDescriptors(pid: number): number {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)].length;
}

function countLines({ output }: RunningProcess): number {
  return output.split("\n").length;
}

/** Polls, since no event tells of another process's descriptors. */
async function untilDescriptors(isIt: (count: number) => boolean, pid: number): Promise<void> {
  let isOver = false;
  const polling = (async () => {
    while (!isOver && !isIt(countDescriptors(pid))) {
      await new Promise<void>((resolve) => setTimeout(resolve, POLL_MS));
    }
  })();
  try {
    await within(PATIENCE_MS, "The number of descriptors that is due", polling);
  } finally {
    isOver = true;
    await polling;
  }
}
