// The rows of P17: kinds of datagrams that a server must neither answer nor pass on.

import type { HostPort } from "../../src/net/address.ts";
import type { Dialect, Step } from "./dialect.ts";
import type { Noise } from "./noise.ts";
import type { Saying } from "./probe.ts";

export interface DatagramMaterial {
  readonly dialect: Dialect;
  readonly noise: Noise;
  readonly target: HostPort;
  /** A datagram that was served. */
  readonly served: Uint8Array;
  /** What came back for it. */
  readonly answer: Uint8Array;
}

export interface DatagramRow {
  readonly about: string;
  /** None where a family has nothing of the kind. */
  readonly probes: (material: DatagramMaterial) => readonly (Saying | Step)[];
}

export const DATAGRAM_ROWS: readonly DatagramRow[] = [
  {
    about: "datagrams of noise, 0 to 1500 bytes",
    probes: ({ noise, dialect }) =>
      [...Array(100).keys(), ...dialect.edges, 221, 576, 1200, 1472, 1500]
        .map((length) => ({ name: `${length} bytes`, bytes: () => noise.bytes(length) })),
  },
  {
    about: "datagrams that were served before",
    probes: ({ served }) => repeated("replay", served),
  },
  {
    about: "a server's own answer",
    probes: ({ answer }) => repeated("reflection", answer),
  },
  {
    about: "datagrams, bytes changed",
    probes: ({ dialect, target, served }) => [
      ...changed(() => dialect.packet(target, new Uint8Array(9))),
      ...changed(() => served),
    ],
  },
  {
    about: "datagrams, cut anywhere",
    probes: ({ dialect, target }) => {
      const packet = dialect.packet(target, new Uint8Array(9));
      return Array.from(packet.keys(), (length) => ({
        name: `at ${length}`,
        bytes: () => packet.subarray(0, length),
      }));
    },
  },
  {
    about: "sealed datagrams that no client makes",
    probes: ({ dialect, target }) => dialect.badPackets(target),
  },
  {
    about: "datagrams late, early, doubled and out of order",
    probes: ({ dialect, target }) => dialect.sequence(target),
  },
];

function repeated(name: string, bytes: Uint8Array): readonly Saying[] {
  return Array.from({ length: 50 }, () => ({ name, bytes: () => bytes }));
}

/** Each time one byte of a new one. */
function changed(packet: () => Uint8Array): readonly Saying[] {
  return Array.from(packet().keys(), (at) => {
    const bytes = () => packet().map((byte, i) => i === at ? byte ^ 1 << at % 8 : byte);
    return { name: `byte ${at}`, bytes };
  });
}
