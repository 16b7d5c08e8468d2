// On which machine the figures were taken: without it they say nothing.

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly kernel: string;
}

export async function thisMachine(): Promise<Machine> {
  return {
    cores: navigator.hardwareConcurrency,
    processor: processorIn(await Deno.readTextFile("/proc/cpuinfo")),
    kernel: Deno.osRelease(),
  };
}

/** From the text of /proc/cpuinfo, which names a model on some architectures only. */
export function processorIn(cpuinfo: string): string {
  return /^model name\s*:\s*(.+)$/m.exec(cpuinfo)?.[1] ?? Deno.build.arch;
}
