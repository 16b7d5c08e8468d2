// How long a small UDP packet takes there and back through tunnel and server, how many of 1,200 bytes go there and back
// at a time, and what 10,000 of either cost the two in CPU time.

import type { Load } from "./load.ts";
import { Pair } from "./pair.ts";
import { percentile } from "./statistics.ts";
import type { Bout, Trial } from "./trial.ts";

const WARM_UP_SECONDS = 0.5;

export function packetsTrial(load: Load, seconds: number): Trial {
  return {
    name: "udp",
    needs: [],
    figures: [
      { name: "UDP ping-pong, p50", unit: "us" },
      { name: "UDP ping-pong, p99", unit: "us" },
      { name: "UDP ping-pong, CPU", unit: "s/10,000" },
      { name: "UDP of 1,200 bytes, there and back", unit: "1/s" },
      { name: "UDP of 1,200 bytes, CPU", unit: "s/10,000" },
    ],
    prepare: async (contestant, method) => {
      const pair = await Pair.start(contestant, { method, targetPort: load.targets.packets });
      return packetsBout(pair, { load, seconds });
    },
  };
}

interface PacketsOptions {
  readonly load: Load;
  readonly seconds: number;
}

function packetsBout(pair: Pair, { load, seconds }: PacketsOptions): Bout {
  return {
    warmUp: async () => {
      await load.pingPongPackets(pair.port, WARM_UP_SECONDS);
      await load.exchangePackets(pair.port, WARM_UP_SECONDS);
    },
    round: async () => [
      ...await pingPong(pair, { load, seconds }),
      ...await exchange(pair, { load, seconds }),
    ],
    [Symbol.asyncDispose]: () => pair[Symbol.asyncDispose](),
  };
}

async function pingPong(pair: Pair, { load, seconds }: PacketsOptions): Promise<number[]> {
  const before = pair.cpuSeconds();
  const { tripsMs } = await load.pingPongPackets(pair.port, seconds);
  const cpu = pair.cpuSeconds() - before;
  const us = (share: number) => percentile(tripsMs, share) * 1000;
  return [us(0.5), us(0.99), cpu / (tripsMs.length / 10_000)];
}

async function exchange(pair: Pair, { load, seconds }: PacketsOptions): Promise<number[]> {
  const before = pair.cpuSeconds();
  const moved = await load.exchangePackets(pair.port, seconds);
  const cpu = pair.cpuSeconds() - before;
  if (moved.lost > 0) throw new Error(`${moved.lost} packets are lost`);
  return [moved.packets / moved.seconds, cpu / (moved.packets / 10_000)];
}
