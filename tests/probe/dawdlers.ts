// P8 of the suite: bytes that come in pieces. A server that decides by what one read brings gives itself away, and fails
// honest clients.

import type { HostPort } from "../../src/net/address.ts";
import { ABSORBED, SERVED } from "./due.ts";
import { finishing, type Probe, sayByteByByte, type Saying, sayInPieces } from "./probe.ts";
import type { Material, Row } from "./row.ts";

/** A busy server may find what has come meanwhile in the first read. */
const SHORT_MS = 1;
const LONG_MS = 100;

export const DAWDLERS: readonly Row[] = [
  {
    ...{ id: "P8", about: "noise, byte by byte", due: ABSORBED },
    probes: ({ noise, deadlineMs }) => [
      sayByteByByte({ name: "1 ms each", bytes: () => noise.bytes(80) }, SHORT_MS),
      sayByteByByte(
        {
          name: "100 ms each",
          bytes: () => noise.bytes(Math.min(deadlineMs / 2 / LONG_MS, 60)),
        },
        LONG_MS,
      ),
    ],
  },
  {
    ...{ id: "P8", about: "noise in pieces, cut at the edges", due: ABSORBED },
    probes: ({ dialect: { edges }, noise }) => {
      const whole = { name: "noise", bytes: () => noise.bytes(Math.max(...edges) + 50) };
      const pairs = edges.slice(1).map((edge, i) => [edges[i]!, edge]);
      return cutAt(whole, [...edges.map((edge) => [edge]), ...pairs]);
    },
  },
  {
    ...{ id: "P8", about: "an opening in pieces", due: SERVED },
    probes: ({ dialect, targets, noise }) => {
      const whole = openingFor(targets.echo, { dialect, noise });
      const cuts = dialect.edges.filter((edge) => dialect.mayBeCutAt(edge)).map((edge) => [edge]);
      const byteByByte = dialect.mayBeCutAt(1) ? [sayByteByByte(whole, SHORT_MS)] : [];
      return [...byteByByte, ...cutAt(whole, cuts)].map(finishing);
    },
  },
  {
    // If it was served after all, it would end at once.
    ...{ id: "P8", about: "an opening in pieces that no client makes", due: ABSORBED },
    probes: ({ dialect, targets, noise }) => {
      const whole = openingFor(targets.refused, { dialect, noise });
      const cuts = dialect.edges.filter((edge) => !dialect.mayBeCutAt(edge)).map((edge) => [edge]);
      const byteByByte = dialect.mayBeCutAt(1) ? [] : [sayByteByByte(whole, SHORT_MS)];
      return [...byteByByte, ...cutAt(whole, cuts, [LONG_MS])];
    },
  },
];

function openingFor(
  target: HostPort,
  { dialect, noise }: Pick<Material, "dialect" | "noise">,
): Saying {
  return { name: "opening", bytes: () => dialect.opening(target, [noise.bytes(60)]) };
}

/** Once for each of the lists of places, and for each time of waiting. */
function cutAt(
  { name, bytes }: Saying,
  places: readonly (readonly number[])[],
  waits = [SHORT_MS, LONG_MS],
): readonly Probe[] {
  return places.flatMap((cuts) =>
    waits.map((waitMs) => {
      const place = `${name}, ${waitMs} ms at ${cuts.join(" and ")}`;
      return sayInPieces({ name: place, bytes }, { cuts, waitMs });
    })
  );
}
