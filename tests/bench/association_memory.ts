// What one UDP association costs each side in memory while nothing moves: the growth of the resident set under many of
// them, each of which has moved a packet there and back.

import type { Load } from "./load.ts";
import { Pair } from "./pair.ts";
import type { Trial } from "./trial.ts";

/** As many as one host may have where a process may open 20,000 files; shadowsocks-libev forgets all but 512 and 256. */
const ASSOCIATIONS = 1000;
/** After it the heap is that of a program at work, which associations have no part in. */
const WORK_SECONDS = 1;
/** Long enough for a collection of garbage. */
const SETTLE_MS = 2000;

export function associationMemoryTrial(load: Load): Trial {
  return {
    name: "associations",
    needs: [],
    figures: [
      { name: `association of ${ASSOCIATIONS}, server`, unit: "KB" },
      { name: `association of ${ASSOCIATIONS}, tunnel`, unit: "KB" },
    ],
    // From round to round it is the same within some percent.
    mostRounds: 1,
    prepare: (contestant, method) =>
      Promise.resolve({
        warmUp: () => Promise.resolve(),
        // Each round starts anew: memory that was used once does not go back to the system.
        round: async () => {
          const targetPort = load.targets.packets;
          await using pair = await Pair.start(contestant, { method, targetPort });
          return await growth(pair, load);
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
}

async function growth(pair: Pair, load: Load): Promise<number[]> {
  await load.exchangePackets(pair.port, WORK_SECONDS);
  const before = await pair.residentBytes();
  try {
    await load.holdPackets(pair.port, ASSOCIATIONS);
    await new Promise<void>((resolve) => setTimeout(resolve, SETTLE_MS));
    const after = await pair.residentBytes();
    return [after.server - before.server, after.tunnel - before.tunnel]
      .map((bytes) => bytes / ASSOCIATIONS / 1024);
  } finally {
    await load.releasePackets();
  }
}
