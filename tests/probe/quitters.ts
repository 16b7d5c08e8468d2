// P10 of the suite: whoever finishes is answered in kind, whatever came before.

import { FINISHED } from "./due.ts";
import { sayAndFinish } from "./probe.ts";
import type { Row } from "./row.ts";

const LENGTHS = [0, 1, 49, 50, 51, 221];

export const QUITTERS: readonly Row[] = [
  {
    ...{ id: "P10", about: "noise, then FIN", due: FINISHED },
    probes: ({ noise }) =>
      LENGTHS.map((length) =>
        sayAndFinish({ name: `${length} bytes`, bytes: () => noise.bytes(length) })
      ),
  },
  {
    ...{ id: "P10", about: "a cut opening, then FIN", due: FINISHED },
    probes: ({ dialect, targets, noise }) => {
      const opening = () => dialect.opening(targets.unwanted, [noise.bytes(20)]);
      return [sayAndFinish({ name: "cut", bytes: () => opening().subarray(0, -1) })];
    },
  },
  {
    ...{ id: "P10", about: "a replay, then FIN", due: FINISHED },
    probes: ({ recorded }) => [sayAndFinish({ name: "replay", bytes: () => recorded.opening })],
  },
];
