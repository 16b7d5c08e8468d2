// P9 of the suite: is there a length from which on a server reacts (NDSS 2020)? It would tell the program, often the
// very version.

import { EARLY_MS } from "./gates.ts";
import type { Noise } from "./noise.ts";
import type { Prober } from "./prober.ts";
import { say } from "./probe.ts";
import type { Stalls } from "./stalls.ts";

const FIRST_BYTES = 4096;
const LAST_BYTES = 1 << 20;
const ATTEMPTS = 5;

export interface ThresholdOptions {
  readonly prober: Prober;
  readonly noise: Noise;
  readonly deadlineMs: number;
  readonly stalls: Stalls;
}

/** The least length that gets another reaction than silence up to the deadline; `undefined`: none up to 1 MB does. */
export async function findThreshold(options: ThresholdOptions): Promise<number | undefined> {
  const lengths: number[] = [];
  for (let bytes = FIRST_BYTES; bytes <= LAST_BYTES; bytes *= 2) lengths.push(bytes);
  const reacts = await Promise.all(lengths.map((bytes) => isReactionTo(bytes, options)));
  const at = reacts.indexOf(true);
  if (at < 0) return undefined;
  let [silent, reacting] = [at === 0 ? 0 : lengths[at - 1]!, lengths[at]!];
  while (reacting - silent > 1) {
    const middle = silent + reacting >> 1;
    if (await isReactionTo(middle, options)) reacting = middle;
    else silent = middle;
  }
  return reacting;
}

/** What the machine may have brought about is tried again. */
async function isReactionTo(bytes: number, options: ThresholdOptions): Promise<boolean> {
  const { prober, noise, deadlineMs, stalls } = options;
  for (let attempt = 1;; attempt++) {
    const start = performance.now();
    const probe = say({ name: `${bytes} bytes`, bytes: () => noise.bytes(bytes) });
    const { heard, end, fromSynMs } = await prober.send(probe);
    if (heard === 0 && end === "FIN" && fromSynMs >= deadlineMs - EARLY_MS) return false;
    if (attempt === ATTEMPTS || !stalls.spoil(start, performance.now())) return true;
  }
}
