// How long a byte takes there and back through tunnel and server while another connection downloads as fast as it can:
// what somebody feels who types in a terminal beside a big download.

import type { Load } from "./load.ts";
import { Pair } from "./pair.ts";
import { percentile } from "./statistics.ts";
import type { Trial } from "./trial.ts";

const WARM_UP_SECONDS = 0.5;

export function latencyTrial(load: Load, seconds: number): Trial {
  return {
    name: "latency",
    needs: [],
    figures: [
      { name: "ping-pong beside a download, p50", unit: "ms" },
      { name: "ping-pong beside a download, p99", unit: "ms" },
    ],
    prepare: async (contestant, method) => {
      const pair = await Pair.start(contestant, { method, targetPort: load.targets.both });
      return {
        warmUp: async () => void await load.pingPong(pair.port, WARM_UP_SECONDS),
        round: async () => {
          const { tripsMs } = await load.pingPong(pair.port, seconds);
          return [percentile(tripsMs, 0.5), percentile(tripsMs, 0.99)];
        },
        [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
      };
    },
  };
}
