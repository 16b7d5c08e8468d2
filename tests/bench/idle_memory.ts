// What one relayed connection costs each side in memory while nothing moves: the growth of the resident set under
// 4,000 of them, each of which has moved a byte there and back.

import type { Load } from "./load.ts";
import { Pair } from "./pair.ts";
import type { Bout, Trial } from "./trial.ts";

const CONNECTIONS = 4000;
/** Long enough for buffers to be handed back and for a collection of garbage. */
const SETTLE_MS = 2000;

export function idleMemoryTrial(load: Load): Trial {
  const goal = { kind: "value", atMost: 28 } as const;
  return {
    name: "idle",
    needs: [],
    figures: [
      { name: "idle connection, server", unit: "KB", goal },
      { name: "idle connection, tunnel", unit: "KB", goal },
    ],
    prepare: (family, method) => {
      const start = () => Pair.start(family, { method, targetPort: load.targets.echo });
      return Promise.resolve(idleBout(start, load));
    },
  };
}

/** Each round starts anew: memory that was used once does not go back to the system. */
function idleBout(start: () => Promise<Pair>, load: Load): Bout {
  return {
    warmUp: () => Promise.resolve(),
    round: async () => {
      await using pair = await start();
      const before = await pair.residentBytes();
      try {
        await load.hold(pair.port, CONNECTIONS);
        await new Promise<void>((resolve) => setTimeout(resolve, SETTLE_MS));
        const after = await pair.residentBytes();
        return [after.server - before.server, after.tunnel - before.tunnel]
          .map((bytes) => bytes / CONNECTIONS / 1024);
      } finally {
        await load.release();
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
