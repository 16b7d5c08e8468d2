// How fast one connection moves bytes through tunnel and server, and what a gigabyte costs the two in CPU time.

import type { Load, Transfer } from "./load.ts";
import { Pair } from "./pair.ts";
import type { Bout, Trial } from "./trial.ts";

const WARM_UP_SECONDS = 0.5;

export function downloadTrial(load: Load, seconds: number): Trial {
  return throughputTrial("download", {
    targetPort: load.targets.source,
    transfer: (port, duration) => load.download(port, duration),
    seconds,
  });
}

export function uploadTrial(load: Load, seconds: number): Trial {
  return throughputTrial("upload", {
    targetPort: load.targets.sink,
    transfer: (port, duration) => load.upload(port, duration),
    seconds,
  });
}

interface ThroughputOptions {
  readonly targetPort: number;
  readonly transfer: (port: number, seconds: number) => Promise<Transfer>;
  readonly seconds: number;
}

function throughputTrial(name: string, options: ThroughputOptions): Trial {
  return {
    name,
    needs: [],
    figures: [
      { name, unit: "Gbit/s" },
      { name: `${name}, CPU`, unit: "s/GB" },
    ],
    prepare: async (contestant, method) => {
      const pair = await Pair.start(contestant, { method, targetPort: options.targetPort });
      return throughputBout(pair, options);
    },
  };
}

function throughputBout(pair: Pair, { transfer, seconds }: ThroughputOptions): Bout {
  return {
    warmUp: async () => {
      await transfer(pair.port, WARM_UP_SECONDS);
    },
    round: async () => {
      const before = pair.cpuSeconds();
      const moved = await transfer(pair.port, seconds);
      const cpu = pair.cpuSeconds() - before;
      if (moved.bytes === 0) throw new Error("Nothing has arrived");
      return [moved.bytes * 8 / moved.seconds / 1e9, cpu / (moved.bytes / 1e9)];
    },
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  };
}
