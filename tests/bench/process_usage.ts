// What processes have used, from the kernel's books: all threads, user and system time.

/** The unit of /proc/PID/stat: USER_HZ is 100 on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

/** User and system time in seconds, from the text of /proc/PID/stat. */
export function cpuSecondsIn(stat: string): number {
  // The second field, the program's name, may hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The resident set in bytes, from the text of /proc/PID/status. */
export function residentBytesIn(status: string): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error("Cannot read the resident set: no VmRSS");
  return Number(kilobytes) * 1024;
}

export async function cpuSeconds(...pids: readonly number[]): Promise<number> {
  const stats = await Promise.all(pids.map((pid) => Deno.readTextFile(`/proc/${pid}/stat`)));
  return stats.reduce((sum, stat) => sum + cpuSecondsIn(stat), 0);
}

export async function residentBytes(pid: number): Promise<number> {
  return residentBytesIn(await Deno.readTextFile(`/proc/${pid}/status`));
}
