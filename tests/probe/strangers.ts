// P0 to P4 of the suite: people who know nothing of the key (NDSS 2020, IMC 2020, Outline's own tests).

import { ABSORBED } from "./due.ts";
import { type Probe, say } from "./probe.ts";
import type { Material, Row } from "./row.ts";
import { PROTOCOL_OPENINGS } from "./protocol_openings.ts";

/** 1 to 99 and 221: the sizes that censors send most; the others lie next to lengths of popular protocols. */
const LENGTHS = [...Array(99).keys().map((i) => i + 1), 169, 180, 221, 402];
const LONG_LENGTHS = [23, 51, 7 * 1024, 17 * 1024, 64 * 1024];
const BULK_LENGTHS = [1 << 20, 8 << 20];

export const STRANGERS: readonly Row[] = [
  {
    ...{ id: "P0", about: "nothing", due: ABSORBED },
    probes: () => [saySame("nothing", new Uint8Array(0))],
  },
  {
    ...{ id: "P1", about: "noise of 1..99, 221 and other bytes", due: ABSORBED },
    probes: (material) => noiseOf(LENGTHS, material),
  },
  {
    ...{ id: "P2", about: "noise of 23 bytes to 64 KB", due: ABSORBED },
    probes: (material) => noiseOf(LONG_LENGTHS, material),
  },
  {
    ...{ id: "P2", about: "noise of 1 and 8 MB", due: ABSORBED, trials: 4 },
    probes: (material) => noiseOf(BULK_LENGTHS, material),
  },
  {
    ...{ id: "P3", about: "noise around the edges of the method", due: ABSORBED },
    probes: (material) => noiseOf(around(material.dialect.edges), material),
  },
  {
    ...{ id: "P4", about: "openings of other protocols", due: ABSORBED },
    probes: () => PROTOCOL_OPENINGS.map(({ name, bytes }) => saySame(name, bytes)),
  },
];

function noiseOf(lengths: readonly number[], { noise }: Material): readonly Probe[] {
  return lengths.map((length) => saySame(`${length} bytes`, noise.bytes(length)));
}

function around(edges: readonly number[]): readonly number[] {
  return [...new Set(edges.flatMap((edge) => [edge - 1, edge, edge + 1]))];
}

/** Whenever that is. */
function saySame(name: string, bytes: Uint8Array): Probe {
  return say({ name, bytes: () => bytes });
}
