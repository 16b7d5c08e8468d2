// P8 of the suite: bytes that come in pieces. A server that decides by what one read brings gives itself away, and fails
// honest clients.

import { ABSORBED, type Due, SERVED } from "./due.ts";
import { finishing, type Probe, sayByteByByte, type Saying, sayInPieces } from "./probe.ts";
import type { Material, Row } from "./row.ts";

const SHORT_MS = 1;
const LONG_MS = 100;

export const DAWDLERS: readonly Row[] = [
  {
    ...{ id: "P8", about: "noise, byte by byte", due: ABSORBED },
    probes: ({ noise, deadlineMs }) => [
      sayByteByByte({ name: "1 ms each", bytes: noise.bytes(80) }, SHORT_MS),
      sayByteByByte(
        { name: "100 ms each", bytes: noise.bytes(Math.min(deadlineMs / 2 / LONG_MS, 60)) },
        LONG_MS,
      ),
    ],
  },
  {
    ...{ id: "P8", about: "noise in pieces, cut at the edges", due: ABSORBED },
    probes: ({ dialect: { edges }, noise }) =>
      inPieces(() => ({ name: "noise", bytes: noise.bytes(Math.max(...edges) + 50) }), edges),
  },
  {
    ...{ id: "P8", about: "an opening in pieces", due: SERVED },
    probes: (material) => openingsInPieces(material, SERVED).map(finishing),
  },
  {
    ...{ id: "P8", about: "an opening in pieces that no client makes", due: ABSORBED },
    probes: (material) => openingsInPieces(material, ABSORBED),
  },
];

function openingsInPieces(material: Material, due: Due): readonly Probe[] {
  const { dialect, targets, noise } = material;
  const target = due === SERVED ? targets.echo : targets.unwanted;
  const opening = () => ({
    name: "opening",
    bytes: dialect.opening(target, [noise.bytes(60)]),
  });
  const isDue = (cut: number) => dialect.mayBeCutAt(cut) === (due === SERVED);
  const cuts = dialect.edges.filter(isDue);
  const byteByByte = isDue(1) ? [sayByteByByte(opening(), SHORT_MS)] : [];
  return [...byteByByte, ...cuts.flatMap((cut) => inPieces(opening, [cut]))];
}

/** In two at each edge, in three at each edge and the next. */
function inPieces(whole: () => Saying, edges: readonly number[]): readonly Probe[] {
  const pairs = edges.slice(1).map((edge, i) => [edges[i]!, edge]);
  return [...edges.map((edge) => [edge]), ...pairs].flatMap((cuts) =>
    [SHORT_MS, LONG_MS].map((waitMs) => {
      const { name, bytes } = whole();
      const place = `${name}, ${waitMs} ms at ${cuts.join(" and ")}`;
      return sayInPieces({ name: place, bytes }, { cuts, waitMs });
    })
  );
}
