// What processes have used, from the kernel's books. Linux only.

/** The resident set in bytes, from the text of /proc/PID/status. */
export function residentBytesIn(status: string): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error("Cannot read the resident set: no VmRSS");
  return Number(kilobytes) * 1024;
}

export async function residentBytes(pid: number): Promise<number> {
  return residentBytesIn(await Deno.readTextFile(`/proc/${pid}/status`));
}

/**
 * User and system time of all threads of all `pids` in seconds, from the CPU clock of each process: it counts in
 * nanoseconds and keeps the time of threads that have ended. /proc/PID/stat keeps that as well but counts in 10 ms,
 * and /proc/PID/task/TID/schedstat, which is fine enough, takes its time along when a thread ends, as those of a
 * blocking pool do.
 */
export function cpuSeconds(...pids: readonly number[]): number {
  const libc = Deno.dlopen("libc.so.6", {
    clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  });
  try {
    return pids.reduce((sum, pid) => sum + readClock(libc.symbols.clock_gettime, pid), 0);
  } finally {
    libc.close();
  }
}

/** `struct timespec`: seconds and nanoseconds, 8 bytes each. */
function readClock(clockGetTime: (id: number, time: BufferSource) => number, pid: number): number {
  const time = new BigInt64Array(2);
  if (clockGetTime(cpuClockOf(pid), time) !== 0) {
    throw new Error(`Cannot read the CPU clock of process ${pid}: it has ended`);
  }
  return Number(time[0]) + Number(time[1]) / 1e9;
}

/** As clock_getcpuclockid(3) has it: the inverted process id above three bits that say "scheduler, all threads". */
function cpuClockOf(pid: number): number {
  return ~pid << 3 | 2;
}
