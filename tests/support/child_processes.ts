// The processes that a process has started and that are not over, from the kernel's own tables (Linux).

/** Of this process, if no other is named. */
export async function childrenOf(pid: number = Deno.pid): Promise<readonly number[]> {
  const children: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (/^\d+$/.test(name) && (await statusOf(name))?.parent === pid) children.push(Number(name));
  }
  return children;
}

/** Polls, since no event tells of processes that are not ours. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    while (await statusOf(`${pid}`) !== undefined) await aMoment();
  }
}

/** The process group, which the keys of a terminal reach as one; `undefined`: it is gone. */
export async function groupOf(pid: number): Promise<number | undefined> {
  return (await statusOf(`${pid}`))?.group;
}

interface ProcessStatus {
  readonly parent: number;
  readonly group: number;
}

/** `undefined`: it is gone, or dead and only waited for. */
async function statusOf(pid: string): Promise<ProcessStatus | undefined> {
  try {
    const text = await Deno.readTextFile(`/proc/${pid}/stat`);
    // The name in parentheses may hold anything.
    const [state, parent, group] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : { parent: Number(parent), group: Number(group) };
  } catch {
    return undefined;
  }
}

const POLL_MS = 5;

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
