// P5, P6, P7 and P15 of the suite: people who have seen real traffic and send it again, whole, changed (the types R1 to
// R5 of IMC 2020, then every byte), cut, or back to where it came from.

import type { HostPort } from "../../src/net/address.ts";
import { ABSORBED, ABSORBED_LATER, SERVED } from "./due.ts";
import { type Probe, say, sayAndFinish, type Saying } from "./probe.ts";
import type { Material, Row } from "./row.ts";

/** As often as one recording was seen to be replayed. */
const REPLAYS = 47;
/** Longer than an answer takes on any machine, however busy. */
const SERVED_FOR_MS = 150;

export const EAVESDROPPERS: readonly Row[] = [
  {
    ...{ id: "P5", about: "the same replay over and over", due: ABSORBED },
    probes: ({ recorded }) =>
      Array.from({ length: REPLAYS }, () => say({ name: "replay", bytes: () => recorded.opening })),
  },
  {
    ...{ id: "P6", about: "a new opening, bytes changed", due: ABSORBED },
    probes: (material) => changed(() => openingFor(material.targets.unwanted, material)),
  },
  {
    ...{ id: "P6", about: "a replay, bytes changed", due: ABSORBED },
    probes: ({ recorded }) => changed(() => recorded.opening),
  },
  {
    ...{ id: "P6", about: "noise behind an opening that is served", due: ABSORBED_LATER },
    probes: (material) => [noiseBehindOpening(material)],
  },
  {
    ...{ id: "P7", about: "a new opening, cut anywhere", due: ABSORBED },
    probes: (material) => cutAnywhere(() => openingFor(material.targets.unwanted, material)),
  },
  {
    ...{ id: "P7", about: "a replay, cut anywhere", due: ABSORBED },
    probes: ({ recorded }) => cutAnywhere(() => recorded.opening),
  },
  {
    ...{ id: "P7", about: "an opening, cut between two of its pieces", due: SERVED },
    probes: (material) => [sayAndFinish(cutBetween(material))],
  },
  {
    ...{ id: "P15", about: "a server's own answer", due: ABSORBED },
    probes: ({ recorded }) => [say({ name: "reflection", bytes: () => recorded.answer })],
  },
];

function openingFor(target: HostPort, { dialect, noise }: Material): Uint8Array {
  return dialect.opening(target, [noise.bytes(20)]);
}

function changed(stream: () => Uint8Array): readonly Probe[] {
  const each = Array.from(stream().keys(), (at) => [at]);
  // R3, R5, and what was seen later.
  const several = [[0, 1, 2, 3, 4, 5, 6, 7, 62, 63], [6, 16], range(16, 33)];
  return [...each, ...several].map((places) => {
    const bytes = () => withChanged(stream(), places);
    return say({ name: `bytes ${places.join(", ")}`, bytes });
  });
}

function withChanged(stream: Uint8Array, places: readonly number[]): Uint8Array {
  const bytes = stream.slice();
  for (const at of places) if (at < bytes.length) bytes[at]! ^= 1 << at % 8;
  return bytes;
}

function cutAnywhere(stream: () => Uint8Array): readonly Probe[] {
  return Array.from(stream().keys(), (length) => {
    return say({ name: `at ${length}`, bytes: () => stream().subarray(0, length) });
  });
}

function noiseBehindOpening(material: Material): Probe {
  const { targets, noise } = material;
  const segments = () => [
    { bytes: openingFor(targets.echo, material), waitMs: 0 },
    { bytes: noise.bytes(500), waitMs: SERVED_FOR_MS },
  ];
  return { name: "500 bytes", segments, finishes: false };
}

function cutBetween({ dialect, targets, noise }: Material): Saying {
  const bytes = () => {
    const [first, second] = [noise.bytes(20), noise.bytes(20)];
    const { length } = dialect.opening(targets.echo, [first]);
    return dialect.opening(targets.echo, [first, second]).subarray(0, length);
  };
  return { name: "after the first", bytes };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
