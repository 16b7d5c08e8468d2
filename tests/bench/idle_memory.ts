// What one relayed connection costs each side in memory while nothing moves: the growth of the resident set under
// many of them, each of which has moved a byte there and back.

import type { Load } from "./load.ts";
import { Pair } from "./pair.ts";
import type { Bout, Trial } from "./trial.ts";

/** Long enough for buffers to be handed back and for a collection of garbage. */
const SETTLE_MS = 2000;

export function idleMemoryTrial(load: Load, connections: number): Trial {
  return {
    name: "idle",
    needs: [],
    figures: [
      { name: `idle connection of ${connections}, server`, unit: "KB" },
      { name: `idle connection of ${connections}, tunnel`, unit: "KB" },
    ],
    // From round to round it is the same within some percent.
    mostRounds: 1,
    prepare: (contestant, method) => {
      const start = () => Pair.start(contestant, { method, targetPort: load.targets.echo });
      return Promise.resolve(idleBout(start, { load, connections }));
    },
  };
}

interface IdleOptions {
  readonly load: Load;
  readonly connections: number;
}

/** Each round starts anew: memory that was used once does not go back to the system. */
function idleBout(start: () => Promise<Pair>, { load, connections }: IdleOptions): Bout {
  return {
    warmUp: () => Promise.resolve(),
    round: async () => {
      await using pair = await start();
      const before = await pair.residentBytes();
      try {
        await load.hold(pair.port, connections);
        await new Promise<void>((resolve) => setTimeout(resolve, SETTLE_MS));
        const after = await pair.residentBytes();
        return [after.server - before.server, after.tunnel - before.tunnel]
          .map((bytes) => bytes / connections / 1024);
      } finally {
        await load.release();
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
