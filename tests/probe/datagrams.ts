// P17 of the suite: datagrams that a server must neither answer nor pass on. After each few a valid one is sent; when its
// echo is back the others have been dealt with, so whatever else has come by then has come because of them.

import type { HostPort } from "../../src/net/address.ts";
import { DatagramClient, DatagramEcho } from "./datagram_ends.ts";
import type { Dialect } from "./dialect.ts";
import type { Finding } from "./gates.ts";
import type { Noise } from "./noise.ts";
import type { Saying } from "./probe.ts";
import type { RowResult } from "./result.ts";
import type { Sniffer } from "./sniffer.ts";

export interface DatagramOptions {
  readonly port: number;
  readonly dialect: Dialect;
  readonly noise: Noise;
  readonly sniffer: Sniffer | undefined;
}

interface DatagramMaterial {
  readonly dialect: Dialect;
  readonly noise: Noise;
  readonly target: HostPort;
  /** A datagram that was served. */
  readonly served: Uint8Array;
}

interface DatagramRow {
  readonly about: string;
  readonly probes: (material: DatagramMaterial) => readonly Saying[];
}

/** Few enough for any socket's buffer. */
const BATCH = 20;

const ROWS: readonly DatagramRow[] = [
  {
    about: "datagrams of noise, 0 to 1500 bytes",
    probes: ({ noise, dialect }) =>
      [...Array(100).keys(), ...dialect.edges, 221, 576, 1200, 1472, 1500]
        .map((length) => ({ name: `${length} bytes`, bytes: noise.bytes(length) })),
  },
  {
    about: "datagrams that were served before",
    probes: ({ served }) => Array.from({ length: 50 }, () => ({ name: "replay", bytes: served })),
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
        bytes: packet.subarray(0, length),
      }));
    },
  },
  {
    about: "sealed datagrams that no client makes",
    probes: ({ dialect, target }) => dialect.badPackets(target),
  },
];

export async function probeDatagrams(options: DatagramOptions): Promise<readonly RowResult[]> {
  const { dialect, noise, port, sniffer } = options;
  await using target = new DatagramEcho();
  await using eavesdropped = new DatagramClient();
  const served = dialect.packet(target.address, noise.bytes(30));
  await eavesdropped.send(served, port);
  await eavesdropped.untilCount(1);
  const material = { dialect, noise, served, target: target.address };
  const results: RowResult[] = [];
  for (const row of ROWS) {
    await using client = new DatagramClient();
    results.push(await probeRow(row, { port, client, target, material, sniffer }));
  }
  return results;
}

interface RowOptions {
  readonly port: number;
  readonly client: DatagramClient;
  readonly target: DatagramEcho;
  readonly material: DatagramMaterial;
  readonly sniffer: Sniffer | undefined;
}

async function probeRow(row: DatagramRow, options: RowOptions): Promise<RowResult> {
  const { port, client, target, material, sniffer } = options;
  const probes = row.probes(material);
  const [arrivedBefore, sentBefore] = [target.count, sniffer?.datagramsSent ?? 0];
  let valid = 0;
  for (let at = 0; at < probes.length; at += BATCH) {
    for (const { bytes } of probes.slice(at, at + BATCH)) await client.send(bytes, port);
    await client.send(material.dialect.packet(material.target, material.noise.bytes(30)), port);
    await client.untilCount(++valid);
  }
  const answers = client.count - valid;
  const arrivals = target.count - arrivedBefore - valid;
  const sent = sniffer === undefined ? 0 : sniffer.datagramsSent - sentBefore - valid;
  return {
    ...{ id: "P17", about: row.about, trials: probes.length },
    outcome: `${Math.max(answers, sent)} answers, ${arrivals} passed on`,
    findings: findingsOf(row, { answers: Math.max(answers, sent), arrivals }),
  };
}

function findingsOf(
  { about }: DatagramRow,
  { answers, arrivals }: { readonly answers: number; readonly arrivals: number },
): readonly Finding[] {
  const row = `P17 ${about}`;
  return [
    ...(answers === 0 ? [] : [{ gate: "outcome" as const, row, says: `${answers} were answered` }]),
    ...(arrivals === 0
      ? []
      : [{ gate: "reach" as const, row, says: `${arrivals} were passed on` }]),
  ];
}

/** Each time one byte of a new one. */
function changed(packet: () => Uint8Array): readonly Saying[] {
  return Array.from(packet().keys(), (at) => {
    const bytes = packet().slice();
    bytes[at]! ^= 1 << at % 8;
    return { name: `byte ${at}`, bytes };
  });
}
